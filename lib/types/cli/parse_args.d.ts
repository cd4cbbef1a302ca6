/** Parsed command-line flags. */
export interface Args {
  _: (string | number)[];
  [flag: string]: unknown;
}
/** Parses flags as minimist does. */
export declare function parseArgs(
  args: readonly string[],
  options?: {
    boolean?: readonly string[];
    string?: readonly string[];
    alias?: Record<string, string>;
    default?: Record<string, unknown>;
    stopEarly?: boolean;
    "--"?: boolean;
    unknown?: (arg: string, key?: string, value?: unknown) => unknown;
  },
): Args;
