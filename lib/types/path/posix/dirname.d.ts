/** The folder of a path. */
export declare function dirname(path: string): string;
