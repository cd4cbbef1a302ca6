/** The folder of a path. */
export declare function dirname(path: string): string;
/** Parts of a path as one. */
export declare function join(...parts: string[]): string;
/** The absolute path that parts lead to, from the last absolute one or the working folder. */
export declare function resolve(...parts: string[]): string;
