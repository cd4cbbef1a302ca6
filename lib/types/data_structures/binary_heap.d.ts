/** A heap whose head is the least by `compare`. */
export declare class BinaryHeap<T> implements Iterable<T> {
  constructor(compare?: (a: T, b: T) => number);
  static from<T>(
    items: Iterable<T>,
    options?: { compare?: (a: T, b: T) => number },
  ): BinaryHeap<T>;
  get length(): number;
  peek(): T | undefined;
  pop(): T | undefined;
  push(...values: T[]): number;
  clear(): void;
  toArray(): T[];
  isEmpty(): boolean;
  [Symbol.iterator](): IterableIterator<T>;
}
