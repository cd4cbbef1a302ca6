/** What is wrong with a configuration, as data and in one line. */

/** One thing that is wrong. `path` leads to the key, from the top of the file. */
export interface ConfigProblem {
  readonly path: readonly string[];
  /** What is wrong, without a full stop: "expected a number above 0, got -3". */
  readonly text: string;
  /** What to do about it, as a sentence, where `text` does not say it already. */
  readonly remedy?: string;
  /** Line in the file, from 1, where there is a file. */
  readonly line?: number;
  readonly column?: number;
}

/** A configuration that cannot be taken. The one in force stays. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  /** The file, as it was named; absent when the configuration did not come from one. */
  readonly file: string | undefined;
  readonly line: number | undefined;
  /** The key at fault as TOML writes it, such as `models."gpt-4".tokens_per_second`. */
  readonly key: string | undefined;
  readonly remedy: string;
  /** The first twenty problems as one whole line each. `message` is the first and how many follow in all. */
  readonly lines: readonly string[];

  constructor(problems: readonly [ConfigProblem, ...ConfigProblem[]], file?: string) {
    const [first, ...more] = problems;
    const lines = problems.slice(0, MOST_TOLD).map((one) => sentence(one, file));
    super(more.length === 0 ? lines[0] : `${lines[0]} (And ${counted(more.length)} more.)`);
    this.file = file;
    this.line = first.line;
    this.key = first.path.length === 0 ? undefined : tomlKey(first.path);
    this.remedy = first.remedy ?? first.text;
    this.lines = lines;
  }
}

/** So many problems are told in full; somebody who has more wants to know how many. */
export const MOST_TOLD = 20;

/** Of so many problems more are not looked for: everything is wrong then. */
export const MOST_LOOKED_FOR = 1000;

function counted(more: number): string {
  return more < MOST_LOOKED_FOR ? `${more}` : `at least ${more}`;
}

/** A dotted TOML key, quoted where it must be, and where it is a model's name: `models."gpt-4"`. */
export function tomlKey(path: readonly string[]): string {
  const isBare = (part: string, at: number) =>
    /^[A-Za-z0-9_-]+$/.test(part) && !(at === 1 && path[0] === "models");
  return path.map((part, at) => isBare(part, at) ? part : JSON.stringify(part)).join(".");
}

/** The tables that hold entries by name. */
export const NAMED_TABLES = [
  "models",
  "profiles",
  "traces",
  "responses",
  "auto_response_length",
] as const;

const namedTables: ReadonlySet<string> = new Set(NAMED_TABLES);

/** Whether a table holds entries by name. */
export function isNamedTable(name: string | undefined): boolean {
  return name !== undefined && namedTables.has(name);
}

function sentence({ path, text, remedy, line, column }: ConfigProblem, file?: string): string {
  const where = file === undefined
    ? "Cannot apply"
    : [file, line, column].filter(isGiven).join(":");
  const place = path.length === 0 ? "" : `${placeOf(path)}: `;
  const said = [`${place}${text}.`, ...remedy === undefined ? [] : [remedy]].map(short);
  return `${where}: ${said.join(" ")}`;
}

/** The table as its header would be, then the key in it; a key in no table of the file by its name alone. */
function placeOf(path: readonly string[]): string {
  const [top, place, ...inRule] = path;
  if (top === "rules" && place !== undefined) {
    return [`[[rules]] no. ${Number(place) + 1}`, ...inRule.length === 0 ? [] : [tomlKey(inRule)]]
      .join(" ");
  }
  if (!tables.has(path[0] ?? "")) return tomlKey(path);
  const depth = isNamedTable(path[0]) ? 2 : 1;
  const key = path.slice(depth);
  const table = `[${tomlKey(path.slice(0, depth))}]`;
  return key.length === 0 ? table : `${table} ${tomlKey(key)}`;
}

const tables: ReadonlySet<string> = new Set(["server", "cluster", "general", ...NAMED_TABLES]);

/** A name or value may be as long as the file; a message is read by people. */
const LONGEST_PART = 500;

function short(text: string): string {
  return text.length > LONGEST_PART ? `${text.slice(0, LONGEST_PART)}…` : text;
}

function isGiven(value: unknown): boolean {
  return value !== undefined;
}
