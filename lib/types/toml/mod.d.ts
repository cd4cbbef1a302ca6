/** Parses TOML 1.0; throws `SyntaxError` with "Parse error on line L, column C: …". */
export declare function parse(text: string): Record<string, unknown>;
/** Writes a value as TOML. */
export declare function stringify(value: Record<string, unknown>): string;
