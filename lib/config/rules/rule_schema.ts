/**
 * The shape of a rule: when it holds, and what is said then.
 *
 * ```toml
 * [[rules]]
 * name = "weather"
 * when = { user = "/weather in (?<city>\\w+)/i", turn = 1 }
 * reply = [{ call = "get_weather", arguments = { city = "{{ city }}" } }]
 * ```
 */

import { z } from "zod";
import { once } from "../once.ts";
import { requestSettings } from "../settings.ts";

const text = once(() => z.string().min(1));

/** A text that must be contained, whatever its case, or a regular expression between slashes. */
const wanted = text;

const conditionShape = once(() => ({
  model: text().describe("The model's name; * stands for anything."),
  user: wanted().describe("What the last user's text says: contained in it, or a /regex/."),
  system: wanted().describe("What the instructions say, all of them together."),
  message: wanted().describe("What any message says, whoever's."),
  turn: z.int().min(1).describe("The answer's number in its conversation, 1 for the first."),
  result_of: text().describe("The tool whose result is to be answered; * stands for anything."),
  result: wanted().describe("What the last tool result says."),
  tools: z.union([text(), z.array(text()).min(1)]).describe("Tools that are offered, all of them."),
  response_format: z.enum(["text", "json_object", "json_schema"]).describe(
    "The form that the answer must have.",
  ),
  dialect: text().describe("The protocol: chat, responses, messages, completions, …"),
  stream: z.boolean().describe("Whether the answer is asked for as a stream of events."),
  headers: z.record(text(), wanted()).describe("What headers of the request say."),
  metadata: z.record(text(), wanted()).describe("What the request's metadata say."),
  image: z.boolean().describe("Whether the last user's turn has an image."),
  audio: z.boolean().describe("Whether the last user's turn has audio."),
  session: text().describe("The session's name; * stands for anything."),
  request: z.int().min(1).describe("The number of the request in its session, 1 for the first."),
}));

/** Conditions without other conditions in them. */
const plainWhen = once(() => z.strictObject(conditionShape()).exactPartial());

const innerWhen = once(() =>
  plainWhen().extend({
    any: z.array(plainWhen()).min(1).describe("At least one of them holds.").optional(),
    not: plainWhen().describe("Not all of these hold.").optional(),
  })
);

const when = once(() =>
  plainWhen().extend({
    any: z.array(innerWhen()).min(1).describe("At least one of them holds.").optional(),
    not: innerWhen().describe("Not all of these hold.").optional(),
  })
);

/** What a part of a reply may say; each part says one of them, or has settings alone. */
const contentShape = once(() => ({
  text: z.string().describe("Says this; a template."),
  response: text().describe("Says the [responses] entry of this name."),
  file: text().describe("Says what a file below this file's folder holds, as it is."),
  json: z.union([z.record(z.string(), z.unknown()), z.array(z.unknown())]).describe(
    "Says this as JSON; its texts are templates.",
  ),
  reasoning: z.string().describe("Thinks this; a template."),
  call: text().describe("Calls this tool."),
  refusal: text().describe("Refuses in these words; a template."),
  echo: z.literal(true).describe("Says what the user said."),
}));

const replyPart = once(() =>
  requestSettings().extend({
    ...z.strictObject(contentShape()).partial().shape,
    arguments: z.union([z.record(z.string(), z.unknown()), z.string()]).describe(
      "What the tool is given: a table whose texts are templates, or a template of the whole text.",
    ).optional(),
  })
);

/** A list of parts, or a part that is alone. */
const reply = once(() =>
  z.union([z.array(replyPart()).min(1), replyPart()]).transform((parts) =>
    Array.isArray(parts) ? parts : [parts]
  )
);

/** One rule. */
const ruleEntry = once(() =>
  z.strictObject({
    name: text().describe("What the ledger calls it.").optional(),
    when: when().describe("What must hold of a request, all of it; nothing: every request.")
      .optional(),
    reply: reply().describe("What is said, part by part.").optional(),
    replies: z.array(reply()).min(1).describe("Replies in turn; the last stays.").optional(),
    times: z.int().min(1).describe("After so many answers the rule is used up.").optional(),
    then: z.literal("go_on").describe(
      "The settings of its reply are laid over, and the next rule that holds answers.",
    ).optional(),
  })
);

/** What is answered where no rule holds. */
export const unmatched = once(() => z.enum(["serve", "refuse"]));

/** The keys of the top of a file that are about rules. */
export const rulesShape = once(() => ({
  rules: z.array(ruleEntry()).describe("Rules, in the order in which they are tried.").optional(),
  rule_files: z.array(text()).describe(
    'Files of more rules below this file\'s folder, such as "rules/*.toml"; tried after its own.',
  ).optional(),
  unmatched: unmatched().describe(
    "Whether a request that no rule holds for is served as ever, or refused with a 404 that says why.",
  ).optional(),
}));

/** A file that `rule_files` names. */
export const ruleFile = once(() => z.strictObject({ rules: rulesShape().rules }));

/** What `POST /rules` takes. */
export const postRulesBody = once(() =>
  z.strictObject({
    session: text().describe("Whose rules they are; absent: everybody's.").optional(),
    rules: z.array(ruleEntry()).describe("They go in front of those that were sent before.")
      .optional(),
    unmatched: unmatched().optional(),
  })
);

/** One rule, checked. */
export type RuleEntry = z.output<ReturnType<typeof ruleEntry>>;
/** What must hold of a request. */
export type When = z.output<ReturnType<typeof when>>;
/** One part of a reply, checked. */
export type ReplyPart = z.output<ReturnType<typeof replyPart>>;
/** The keys of a part that say something. */
export type ContentKey = keyof ReturnType<typeof contentShape>;

/** The keys of a part that say something, in the order in which messages name them. */
export const contentKeys = once(() => Object.keys(contentShape()));

/** Whether a key of a part says something, and is no setting. */
export function isContentKey(key: string): key is ContentKey {
  return Object.hasOwn(contentShape(), key);
}
