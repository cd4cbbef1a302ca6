/** What tests expect of streams, for `expect.extend`, which Vitest, Jest and Playwright have alike. */

import { askServer } from "./ask_server.ts";
import type { Mocker } from "./mocker.ts";
import type { RequestDetail } from "./told.ts";

/** How fast a stream is expected to have been. */
export interface StreamedSpeed {
  /** After the first token, from when it was due to when the last left the server. */
  readonly tokensPerSecond: number;
  /** The share by which it may differ. Default: 0.05. */
  readonly within?: number;
  /** How many tokens at least. */
  readonly tokens?: number;
}

/** The matchers; each takes the test's `mocker`, and looks at its last stream, or a request of `mocker.requests()`. */
export interface StreamMatchers<R = Promise<void>> {
  /** It was sent to its end, at this speed. */
  toHaveStreamed(speed: StreamedSpeed): R;
  /** The client left, or it was ended, when so many tokens had left; `within` is how many more or fewer may have. Default: 0. */
  toHaveStoppedAt(tokens: number, tolerance?: { readonly within?: number }): R;
  /** The client did nothing wrong, by `GET /verdict`; takes its thresholds. Of a mocker alone. */
  toBehave(thresholds?: Readonly<Record<string, string | number>>): R;
}

/** What a matcher answers. */
export interface MatcherResult {
  readonly pass: boolean;
  readonly message: () => string;
}

const DEFAULT_WITHIN = 0.05;
/** How long a stream may take to be over, in seconds. */
const PATIENCE_S = 4;

/** The same as `expect.extend` takes them: what is looked at comes first. */
export interface MatcherFunctions {
  toHaveStreamed(received: unknown, speed: StreamedSpeed): Promise<MatcherResult>;
  toHaveStoppedAt(
    received: unknown,
    tokens: number,
    tolerance?: { readonly within?: number },
  ): Promise<MatcherResult>;
  toBehave(
    received: unknown,
    thresholds?: Readonly<Record<string, string | number>>,
  ): Promise<MatcherResult>;
}

/** For `expect.extend`. */
export const matchers: MatcherFunctions = {
  async toHaveStreamed(
    received: unknown,
    { tokensPerSecond, within = DEFAULT_WITHIN, tokens = 0 }: StreamedSpeed,
  ): Promise<MatcherResult> {
    const request = await lastStream(received, "toHaveStreamed");
    const { outcome, actual } = request;
    const speed = speedOf(request);
    const isNear = Math.abs(speed / tokensPerSecond - 1) <= within;
    return {
      pass: outcome === "completed" && isNear && actual.tokens >= tokens,
      message: () =>
        `Expected a whole stream at ${tokensPerSecond} tokens/s (within ${
          within * 100
        } %): it is '${outcome}' after ` +
        `${actual.tokens} tokens at ${speed.toFixed(2)} tokens/s.`,
    };
  },

  async toHaveStoppedAt(
    received: unknown,
    tokens: number,
    { within = 0 }: { readonly within?: number } = {},
  ): Promise<MatcherResult> {
    const request = await lastStream(received, "toHaveStoppedAt");
    const hasStopped = request.outcome === "client_left" || request.outcome === "ended";
    return {
      pass: hasStopped && Math.abs(request.tokens - tokens) <= within,
      message: () =>
        `Expected a stream that was stopped at ${tokens} tokens: it is '${request.outcome}' after ${request.tokens}.`,
    };
  },

  async toBehave(
    received: unknown,
    thresholds: Readonly<Record<string, string | number>> = {},
  ): Promise<MatcherResult> {
    if (!isMocker(received)) {
      throw new TypeError("toBehave() is for a mocker: expect(mocker).toBehave().");
    }
    const { ok, findings } = await received.verdict(thresholds);
    const texts = findings.map(({ kind, text }) => `  ${kind}: ${text}`);
    return {
      pass: ok,
      message: () =>
        ok
          ? "Expected a client that misbehaves: nothing was found."
          : `Expected a client that behaves:\n${texts.join("\n")}`,
    };
  },
};

/**
 * In tokens a second, from the moment at which the first was due to that at which the last left. From when the first left it would be too
 * fast where that was late, as on a busy machine it is, since those behind it are not.
 */
function speedOf({ chunks }: RequestDetail): number {
  const [first, ...rest] = chunks.filter(({ tokens }) => tokens > 0);
  const last = rest.at(-1);
  if (!first || !last) return 0;
  const tokens = rest.reduce((sum, chunk) => sum + chunk.tokens, 0);
  return tokens / ((last.left_ms - first.due_ms) / 1000);
}

/** The stream that is meant, once it is over, or after a while as it is. */
async function lastStream(received: unknown, matcher: string): Promise<RequestDetail> {
  if (!isMocker(received)) {
    if (isRequest(received)) return received;
    throw new TypeError(`${matcher}() is for a mocker, or for one of mocker.requests().`);
  }
  const last = (await received.requests({ count: 1 })).findLast(({ stream }) => stream);
  if (!last) {
    throw new Error(`No stream was asked for at ${received.baseURL}: is that the app's base URL?`);
  }
  return await askServer(received.url)<RequestDetail>(`/requests/${last.id}?wait=${PATIENCE_S}`);
}

function isMocker(value: unknown): value is Mocker {
  return typeof value === "object" && value !== null && "baseURL" in value && "verdict" in value;
}

function isRequest(value: unknown): value is RequestDetail {
  return typeof value === "object" && value !== null && "outcome" in value && "actual" in value;
}
