/** The names by which one table of the config speaks of another's entries. */

import type { Work } from "../clock/work.ts";
import { type ConfigProblem, MOST_LOOKED_FOR, MOST_TOLD } from "./config_error.ts";
import { didYouMean } from "./did_you_mean.ts";
import type { RuleEntry } from "./rules/rule_schema.ts";
import type { ConfigFile } from "./schema.ts";
import { defaultSettings } from "./settings.ts";

/** Words of `response_length` that are no response's name. */
const SPECIAL_LENGTHS = ["random", "auto"];

/** A place that speaks of an entry by its name, and the names that there are. */
interface Mention {
  readonly path: readonly string[];
  readonly name: string | undefined;
  readonly table: "responses" | "profiles" | "traces";
  readonly known: ReadonlySet<string>;
}

/** Names that nothing bears, and responses that nothing could ask for. */
export function* brokenReferences(file: ConfigFile): Work<readonly ConfigProblem[]> {
  const names = namesIn(file);
  const isMissing = file.general?.default_response_mode === undefined &&
    !names.responses.has(defaultSettings.response_length);
  const special = SPECIAL_LENGTHS.filter((name) => names.responses.has(name));
  return [
    ...isMissing ? [defaultIsMissing([...names.responses])] : [],
    ...yield* missing(mentionsIn(file, names)),
    ...special.map((name) => ({
      path: ["responses", name],
      text: `\`${name}\` has a meaning of its own as a response_length`,
      remedy: "Choose another name.",
    })),
  ];
}

/** Names in rules that nothing bears. */
export function ruleReferences(
  rules: readonly RuleEntry[],
  file: ConfigFile,
): Work<readonly ConfigProblem[]> {
  return missing(mentionsInRules(rules, namesIn(file)));
}

/** The names of what others speak of. */
type Names = ReturnType<typeof namesIn>;

function namesIn({ responses, profiles, traces }: ConfigFile) {
  const said = Object.keys(responses ?? {});
  return {
    responses: new Set(said),
    profiles: new Set(Object.keys(profiles ?? {})),
    traces: new Set(Object.keys(traces ?? {})),
    lengths: new Set([...said, ...SPECIAL_LENGTHS]),
    lengthsOfAuto: new Set([...said, "random"]),
  };
}

function* mentionsIn(file: ConfigFile, names: Names): Generator<Mention> {
  const { general, models = {}, profiles = {}, auto_response_length = {}, rules = [] } = file;
  const { default_response_mode: response_length, trace } = general ?? {};
  yield responseMention(["general", "default_response_mode"], response_length, names.lengths);
  yield traceMention(["general"], trace, names);
  for (const [name, model] of Object.entries(models)) {
    const at = ["models", name];
    yield responseMention([...at, "response_length"], model.response_length, names.lengths);
    yield profileMention(at, model.profile, names);
    yield traceMention(at, model.trace, names);
  }
  for (const [name, { response_length, trace }] of Object.entries(profiles)) {
    const at = ["profiles", name];
    yield responseMention([...at, "response_length"], response_length, names.lengths);
    yield traceMention(at, trace, names);
  }
  for (const [name, { response_length }] of Object.entries(auto_response_length)) {
    const path = ["auto_response_length", name, "response_length"];
    yield responseMention(path, response_length, names.lengthsOfAuto);
  }
  yield* mentionsInRules(rules, names);
}

function* mentionsInRules(rules: readonly RuleEntry[], names: Names): Generator<Mention> {
  for (const [index, { reply, replies = [] }] of rules.entries()) {
    for (const [nth, parts] of (reply ? [reply] : replies).entries()) {
      for (const [i, { response, response_length, profile }] of parts.entries()) {
        const place = reply ? ["reply", String(i)] : ["replies", String(nth), String(i)];
        const at = ["rules", String(index), ...place];
        yield responseMention([...at, "response"], response, names.responses);
        yield responseMention([...at, "response_length"], response_length, names.lengths);
        yield profileMention(at, profile, names);
      }
    }
  }
}

function responseMention(
  path: readonly string[],
  name: string | undefined,
  known: ReadonlySet<string>,
): Mention {
  return { path, name, table: "responses", known };
}

function profileMention(
  at: readonly string[],
  name: string | undefined,
  { profiles: known }: Names,
): Mention {
  return { path: [...at, "profile"], name, table: "profiles", known };
}

function traceMention(
  at: readonly string[],
  name: string | undefined,
  { traces: known }: Names,
): Mention {
  return { path: [...at, "trace"], name, table: "traces", known };
}

/** Steps for a name that nothing bears: the one that was meant is looked for among all. */
const STEPS_A_GUESS = 5000;

function* missing(mentions: Iterable<Mention>): Work<readonly ConfigProblem[]> {
  const problems: ConfigProblem[] = [];
  for (const { path, name, table, known } of mentions) {
    yield 1;
    if (problems.length > MOST_LOOKED_FOR) break;
    if (name === undefined || known.has(name)) continue;
    const isTold = problems.length < MOST_TOLD;
    const remedy = isTold ? didYouMean(name, known) : undefined;
    const text = `no [${table}] entry is called ${JSON.stringify(name)}`;
    problems.push({ path, text, ...(remedy === undefined ? {} : { remedy }) });
    if (isTold) yield STEPS_A_GUESS;
  }
  return problems;
}

function defaultIsMissing(responses: readonly string[]): ConfigProblem {
  const name = JSON.stringify(defaultSettings.response_length);
  const remedy = `Set it to one of ${responses.map((one) => JSON.stringify(one)).join(", ")}.`;
  return {
    path: ["general", "default_response_mode"],
    text: `it is ${name} where the file says nothing, and no [responses] entry is called that`,
    remedy: responses.length === 0 ? "Add one." : remedy,
  };
}
