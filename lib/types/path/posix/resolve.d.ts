/** The absolute path that parts lead to, from the last absolute one or the working folder. */
export declare function resolve(...parts: string[]): string;
