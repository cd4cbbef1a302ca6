/** Parts of a path as one. */
export declare function join(...parts: string[]): string;
