/** Parses YAML. */
export declare function parse(text: string): unknown;
/** Parses a file of several documents. */
export declare function parseAll(text: string): unknown[];
