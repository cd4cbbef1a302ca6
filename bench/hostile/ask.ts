/** A request that might hold the event loop, and what makes the bodies of such. */

/** One request. */
export interface Ask {
  readonly path: string;
  readonly body?: string;
  readonly method?: string;
}

/** A request to measure. Texts are made when they are asked for. */
export interface HostileCase {
  /** In place of the usual configuration. */
  readonly config?: () => string;
  /** What its file holds when it is asked, in place of that. */
  readonly saved?: () => string;
  /** What is asked before it, unmeasured. */
  readonly before?: () => Ask;
  /** What is asked; `id` is the first id that the answer to `before` has, `request` its `x-request-id`. */
  readonly ask: (before: { readonly id: string; readonly request: string }) => Ask;
}

/** Many, by what they are. */
export type HostileCases = Readonly<Record<string, HostileCase>>;

/** A configuration under which answers take no time to speak of. */
export const FAST = "[general]\ndefault_tokens_per_second = 1000000\n";

export const times = <T>(count: number, make: (i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i));
export const keys = (count: number) => times(count, (i) => `"k${i}":1`).join();
export const said = (content: unknown) => ({ role: "user", content });

export const chat = (more: object = {}): Ask => ({
  path: "/v1/chat/completions",
  body: JSON.stringify({ model: "gpt-4o", messages: [said("Hi")], ...more }),
});
export const responses = (more: object = {}): Ask => ({
  path: "/v1/responses",
  body: JSON.stringify({ model: "gpt-4o", input: "Hi", ...more }),
});
export const messages = (more: object = {}): Ask => ({
  path: "/v1/messages",
  body: JSON.stringify({ model: "claude-x", max_tokens: 900_000, messages: [said("Hi")], ...more }),
});
export const completion = (more: object): Ask => ({
  path: "/v1/completions",
  body: JSON.stringify({ model: "gpt-3.5-turbo-instruct", prompt: "Hi", ...more }),
});
export const embedding = (input: unknown): Ask => ({
  path: "/v1/embeddings",
  body: JSON.stringify({ model: "text-embedding-3-large", input }),
});
export const post = (path: string, body: string): Ask => ({ path, body });
export const get = (path: string): Ask => ({ method: "GET", path });

/** Settings of an answer of so many tokens. */
export const speaking = (tokens: number, more: object = {}) => ({
  mock: { tokens_per_second: 1_000_000, duration_seconds: tokens / 1_000_000, ...more },
});
export const MILLION = speaking(999_000);

/** A schema of so many properties. */
export const wide = (count: number) => ({
  type: "object",
  properties: Object.fromEntries(times(count, (i) => [`key_${i}`, { type: "string" }])),
  required: times(count, (i) => `key_${i}`),
  additionalProperties: false,
});
export const tool = (i: number, parameters: object = wide(2)) => ({
  type: "function",
  function: { name: `tool_${i}`, description: "Does it.", parameters },
});
export const models = (count: number) =>
  JSON.stringify({ models: Object.fromEntries(times(count, (i) => [`m${i}`, { ttft_ms: i }])) });
/** As many as there may be. */
export const emptyModels = () =>
  JSON.stringify({ models: Object.fromEntries(times(9_800, (i) => [`m${i}`, {}])) });
export const rules = (count: number) =>
  JSON.stringify({
    rules: times(
      count,
      (i) => ({ name: `r${i}`, when: { user: `question ${i}` }, reply: { text: `answer ${i}` } }),
    ),
  });
export const modelsToml = (count: number) =>
  FAST + times(count, (i) => `[models."m${i}"]\nttft_ms = ${i}\n`).join("");
/** Rules that have more to check: expressions and templates. */
export const longRulesToml = (count: number) => FAST + times(count, longRuleToml).join("");
const longRuleToml = (i: number) =>
  `[[rules]]
name = "order ${i}"
when = { user = '/order (?<nr>${i}\\d+) of/i', model = "gpt-4*", turn = 1 }
reply = [
  { text = "Your order {{ nr }} of ${i} is on its way." },
  { call = "track_${i}", arguments = { order = "{{ nr }}", carrier = "x" } },
]
`;
export const rulesToml = (count: number) =>
  FAST +
  times(count, (i) =>
    `[[rules]]\nwhen = { user = "question ${i}" }\nreply = { text = "answer ${i}" }\n`).join("");
