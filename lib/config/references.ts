/** The names by which one table of the config speaks of another's entries. */

import type { ConfigProblem } from "./config_error.ts";
import { didYouMean } from "./did_you_mean.ts";
import type { RuleEntry } from "./rules/rule_schema.ts";
import type { ConfigFile } from "./schema.ts";
import { defaultSettings } from "./settings.ts";

/** Words of `response_length` that are no response's name. */
const SPECIAL_LENGTHS = ["random", "auto"];

/** Names that nothing bears, and responses that nothing could ask for. */
export function brokenReferences(file: ConfigFile): readonly ConfigProblem[] {
  const responses = Object.keys(file.responses ?? {});
  const profiles = Object.keys(file.profiles ?? {});
  const traces = Object.keys(file.traces ?? {});
  const lengths = [...responses, ...SPECIAL_LENGTHS];

  const mode = file.general?.default_response_mode;
  return [
    ...mode === undefined && !responses.includes(defaultSettings.response_length)
      ? [defaultIsMissing(responses)]
      : missing("responses", ["general", "default_response_mode"], mode, lengths),
    ...missing("traces", ["general", "trace"], file.general?.trace, traces),
    ...entries(file.models).flatMap(([name, model]) => [
      ...missing("responses", ["models", name, "response_length"], model.response_length, lengths),
      ...missing("profiles", ["models", name, "profile"], model.profile, profiles),
      ...missing("traces", ["models", name, "trace"], model.trace, traces),
    ]),
    ...entries(file.profiles).flatMap(([name, profile]) => [
      ...missing(
        "responses",
        ["profiles", name, "response_length"],
        profile.response_length,
        lengths,
      ),
      ...missing("traces", ["profiles", name, "trace"], profile.trace, traces),
    ]),
    ...entries(file.auto_response_length).flatMap(([name, { response_length }]) => {
      const path = ["auto_response_length", name, "response_length"];
      return missing("responses", path, response_length, [...responses, "random"]);
    }),
    ...ruleReferences(file.rules ?? [], file),
    ...responses.filter((name) => SPECIAL_LENGTHS.includes(name)).map((name) => ({
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
): readonly ConfigProblem[] {
  const responses = Object.keys(file.responses ?? {});
  const profiles = Object.keys(file.profiles ?? {});
  const lengths = [...responses, ...SPECIAL_LENGTHS];
  return rules.flatMap(({ reply, replies }, index) =>
    (reply ? [reply] : replies ?? []).flatMap((parts, nth) =>
      parts.flatMap((part, i) => {
        const place = reply ? ["reply", String(i)] : ["replies", String(nth), String(i)];
        const at = ["rules", String(index), ...place];
        return [
          ...missing("responses", [...at, "response"], part.response, responses),
          ...missing("responses", [...at, "response_length"], part.response_length, lengths),
          ...missing("profiles", [...at, "profile"], part.profile, profiles),
        ];
      })
    )
  );
}

function missing(
  table: string,
  path: readonly string[],
  name: string | undefined,
  known: readonly string[],
): readonly ConfigProblem[] {
  if (name === undefined || known.includes(name)) return [];
  const remedy = didYouMean(name, known);
  const text = `no [${table}] entry is called ${JSON.stringify(name)}`;
  return [{ path, text, ...(remedy === undefined ? {} : { remedy }) }];
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

function entries<T>(table: Record<string, T> | undefined): [string, T][] {
  return Object.entries(table ?? {});
}
