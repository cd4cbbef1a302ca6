/** A test's own world in a server: one session, seen from the test. It speaks HTTP alone, so the server may run anywhere. */

import { askServer } from "./ask_server.ts";
import type { RequestDetail, RequestList, Stream, StreamList, Verdict } from "./told.ts";

/** A part of an answer: what is said, and beside it every setting and fault; `docs/rules.md` has them all. */
export interface Reply {
  /** Says this. */
  readonly text?: string;
  /** Says the `[responses]` entry of this name. */
  readonly response?: string;
  /** Says this as JSON. */
  readonly json?: unknown;
  /** Thinks this. */
  readonly reasoning?: string;
  /** Calls this tool … */
  readonly call?: string;
  /** … with these arguments. */
  readonly arguments?: unknown;
  /** Refuses in these words. */
  readonly refusal?: string;
  /** Says what the user said. */
  readonly echo?: true;
  readonly [setting: string]: unknown;
}

/** When a rule holds; `docs/rules.md` has all conditions. */
export interface When {
  readonly model?: string;
  readonly user?: string;
  readonly turn?: number;
  readonly result_of?: string;
  readonly [condition: string]: unknown;
}

/** A rule of `docs/rules.md`. */
export interface Rule {
  readonly name?: string;
  readonly when?: When;
  readonly reply?: readonly Reply[];
  readonly replies?: readonly (readonly Reply[])[];
  readonly times?: number;
  /** Its settings are laid over, and the next rule that holds answers; then it says nothing itself. */
  readonly then?: "go_on";
}

/** What goes wrong with a stream, where it is, in the words of the settings that do the same at a place. */
export type Fault =
  | {
    readonly action: "error";
    readonly error?: string;
    readonly error_then?: "close" | "hang" | "go_on";
  }
  | {
    readonly action: "cut";
    readonly cut?: "drop" | "close" | "half_event" | "half_character";
  }
  | { readonly action: "stall"; readonly stall_ms?: number }
  | {
    readonly action: "malformed";
    readonly malformed?: "half_json" | "not_json" | "bad_utf8" | "empty_data" | "wrong_type";
  };

/** Where a stream is held: behind so many tokens (0 is before the first), behind a share, or inside a call's arguments. */
export type Place = number | `${number}%` | "arguments";

/** A stream in the test's hand. */
export interface Held {
  /** Waits until the stream holds, so that all before the place has been sent. */
  reached(): Promise<Stream>;
  /** Lets it go on, once it holds; to its end, or on to another token, where it is held again. */
  resume(until?: number): Promise<void>;
}

/** How a stream is steered. */
export interface OpenStream extends Stream {
  pause(): Promise<void>;
  resume(until?: number): Promise<void>;
  /** Sends one token. */
  step(): Promise<void>;
  /** Ends it now, as its protocol wants it. */
  end(): Promise<void>;
  /** Breaks the connection. */
  drop(): Promise<void>;
  /** Has something go wrong with it, now: `goWrong({ action: "error", error: "overloaded" })`. */
  goWrong(fault: Fault): Promise<void>;
}

/** What a test is given. All that it says holds for this test alone. */
export interface Mocker {
  /** What the app is given as the base URL of OpenAI's client: `http://127.0.0.1:PORT/s/SESSION/v1`. */
  readonly baseURL: string;
  /** The same without `/v1`, as Anthropic's client wants it. */
  readonly sessionURL: string;
  /** The server itself. */
  readonly url: string;
  readonly session: string;
  /** Answers so from now on, or, with `when`, the requests for which that holds. What is said last is tried first. */
  reply(reply: Reply | readonly Reply[], rule?: Omit<Rule, "reply" | "replies">): Promise<void>;
  /** Answers so one after another; the last stays. */
  replies(...replies: readonly (Reply | readonly Reply[])[]): Promise<void>;
  /** Puts rules in front of those that are there. */
  rules(...rules: readonly Rule[]): Promise<void>;
  /**
   * Holds streams at a place until the test lets one go on: the next ones, or the one that is open now, where it has not passed it. Has
   * what `replies` were given begin anew.
   */
  hold(at: Place): Promise<Held>;
  /** The streams that are open now. */
  readonly streams: Promise<readonly OpenStream[]>;
  /** The next stream, or the one that is open: as soon as it is there. */
  stream(): Promise<OpenStream>;
  /** Writes down that Stop is pressed now, for `verdict`, in all open streams. */
  stopped(): Promise<void>;
  /** What came, in the order in which it came; with `count`, as soon as so many have. */
  requests(wanted?: { readonly count?: number }): Promise<readonly RequestDetail[]>;
  /** Whether the client behaved; thresholds are those of `GET /verdict`. */
  verdict(thresholds?: Readonly<Record<string, string | number>>): Promise<Verdict>;
  /** The rules in force, with how often each has answered. */
  rulesInForce(): Promise<unknown>;
  /** Ends the session: its streams, requests and rules. */
  close(): Promise<void>;
}

/** How long a test waits for what its app does, in seconds; most runners give up after 5. */
const PATIENCE_S = 4;

/** A session of the server at `url`. */
export function createMocker(url: string, session: string): Mocker {
  const ask = askServer(url);
  const query = `session=${session}`;
  let given: readonly Rule[] = [];
  let heldAt: Place | undefined;

  const act = async (id: string, action: object): Promise<void> => {
    await ask(`/streams/${id}`, "POST", action);
  };

  const put = async (rules: readonly Rule[]): Promise<void> => {
    await ask("/rules", "POST", { session, rules });
  };

  /** Puts the rules anew, with the place where streams are held or without. */
  const putAnew = async (place: Place | undefined): Promise<void> => {
    heldAt = place;
    await ask(`/rules?${query}`, "DELETE");
    const rules = [...given, ...place === undefined ? [] : [{ reply: [{}] }]];
    if (rules.length > 0) await put(rules.map((rule) => withHold(rule, place)));
  };

  const listStreams = async (more = ""): Promise<readonly Stream[]> =>
    (await ask<StreamList>(`/streams?${query}${more}`)).data;

  const openStream = (stream: Stream): OpenStream => ({
    ...stream,
    pause: () => act(stream.id, { action: "pause" }),
    resume: (until) => act(stream.id, resumed(until)),
    step: () => act(stream.id, { action: "step" }),
    end: () => act(stream.id, { action: "end" }),
    drop: () => act(stream.id, { action: "drop" }),
    goWrong: (fault) => act(stream.id, fault),
  });

  const first = async (more: string, what: string): Promise<Stream> => {
    const [stream] = await listStreams(`${more}&wait=${PATIENCE_S}`);
    if (stream) return stream;
    throw new Error(
      `Cannot wait for ${what} any longer: none came to ${url}/s/${session}/v1 in ${PATIENCE_S} s. Is that the app's base URL?`,
    );
  };

  const reached = () => first("&held=true", "a stream that is held");

  const mocker: Mocker = {
    url,
    session,
    sessionURL: `${url}/s/${session}`,
    baseURL: `${url}/s/${session}/v1`,
    reply: (reply, rule = {}) => mocker.rules({ ...rule, reply: partsOf(reply) }),
    replies: (...replies) => mocker.rules({ replies: replies.map(partsOf) }),
    async rules(...rules) {
      given = [...rules, ...given];
      await put(rules.map((rule) => withHold(rule, heldAt)));
    },
    async hold(at) {
      const [open] = await listStreams();
      if (open && typeof at === "number" && open.tokens <= at) {
        await act(open.id, resumed(at));
        await reached();
      } else await putAnew(at);
      return {
        reached,
        async resume(until) {
          const { id } = await reached();
          if (heldAt !== undefined) await putAnew(undefined);
          await act(id, resumed(until));
        },
      };
    },
    get streams() {
      return listStreams().then((streams) => streams.map(openStream));
    },
    stream: async () => openStream(await first("", "a stream")),
    async stopped() {
      await ask(`/sessions/${session}`, "POST", { action: "mark", name: "stop" });
    },
    async requests({ count } = {}) {
      const wait = count === undefined ? "" : `&count=${count}&wait=${PATIENCE_S}`;
      const { data } = await ask<RequestList>(`/requests?${query}&limit=1000${wait}`);
      const inOrder = data.toReversed();
      return await Promise.all(inOrder.map(({ id }) => ask<RequestDetail>(`/requests/${id}`)));
    },
    async verdict(thresholds = {}) {
      const more = Object.entries(thresholds).map(([name, value]) => `&${name}=${value}`).join("");
      return await ask<Verdict>(`/verdict?${query}${more}`);
    },
    rulesInForce: () => ask(`/rules?${query}`),
    async close() {
      await ask(`/sessions/${session}`, "DELETE");
      await ask(`/rules?${query}`, "DELETE");
    },
  };
  return mocker;
}

function partsOf(reply: Reply | readonly Reply[]): readonly Reply[] {
  return isList(reply) ? reply : [reply];
}

function isList(reply: Reply | readonly Reply[]): reply is readonly Reply[] {
  return Array.isArray(reply);
}

/** A rule whose answers are held; where a reply says where itself, there. */
function withHold(rule: Rule, place: Place | undefined): Rule {
  if (place === undefined) return rule;
  const held = ([part = {}, ...rest]: readonly Reply[]) => [{ hold_at: place, ...part }, ...rest];
  return {
    ...rule,
    ...rule.reply ? { reply: held(rule.reply) } : {},
    ...rule.replies ? { replies: rule.replies.map(held) } : {},
  };
}

function resumed(until: number | undefined) {
  return until === undefined ? { action: "resume" } : { action: "resume", until };
}
