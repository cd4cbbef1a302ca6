/** What is made when it is first asked for, so that no start waits for what nobody may ask for. */

/** Gives what `make` makes, which is called once. */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
