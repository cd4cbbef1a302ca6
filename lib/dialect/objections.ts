/** What the real service has against a request whose every field is well-formed: what several of them say together. */

import type { ApiError } from "../api_error.ts";
import type { Settings } from "../config/settings.ts";
import type { Prompt } from "../plan/prompt.ts";

/** A request that has been read, checked and counted. */
export interface Asked<Body> {
  readonly body: Body;
  /** The model's name, without any query. */
  readonly model: string;
  readonly settings: Settings;
  readonly prompt: Prompt;
  readonly promptTokens: number;
}

/** The error of one thing that the real service refuses, or nothing. A function of this type is named after what it refuses. */
export type Objection<Body> = (asked: Asked<Body>) => ApiError | undefined;

/** All that a service objects to on one wire, each list in the order in which it looks. */
export interface Objections<Body> {
  /** Refused by default too: an answer would make no sense. */
  readonly always: readonly Objection<Body>[];
  /** Refused where strict; by default the request is served, and a warning says what the real service would have answered. */
  readonly strict: readonly Objection<Body>[];
}

/** Takes what the real service refuses and this one need not: throws it where strict, and else notes a warning. */
export type RefuseIfStrict = (error: ApiError) => void;

/** Asks each objection; throws the first that refuses. */
export function raiseObjections<Body>(
  { always, strict }: Objections<Body>,
  asked: Asked<Body>,
  refuseIfStrict: RefuseIfStrict,
): void {
  for (const objection of always) {
    const error = objection(asked);
    if (error) throw error;
  }
  for (const objection of strict) {
    const error = objection(asked);
    if (error) refuseIfStrict(error);
  }
}
