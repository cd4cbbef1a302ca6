/** What the rules in force make of a request: another answer, other settings, or none at all. */

import { ApiError } from "../api_error.ts";
import { settingsWith } from "../config/config.ts";
import { placesOf } from "../config/origins.ts";
import type { Exchange } from "../http/exchange.ts";
import type { Prompt } from "../plan/prompt.ts";
import type { Bent } from "../rules/ask_rules.ts";
import type { Deps } from "./deps.ts";
import type { Dialect } from "./dialect.ts";
import type { CheckedRequest } from "./read_body.ts";

/** Asks the rules; a request that none holds for stays as it is, or is refused with a 404 that says why. */
export async function applyRules<Body>(
  dialect: Pick<Dialect<Body>, "name" | "prompt">,
  deps: Deps,
  { request: { headers }, session, observer }: Exchange,
  checked: CheckedRequest<Body>,
): Promise<CheckedRequest<Body>> {
  const { body, model, config, metadata, pause } = checked;
  if (deps.rules.areNone(config, session)) return checked;
  const prompt = dialect.prompt(body, checked.settings);
  if (pause) await pause();
  const asked = { model, dialect: dialect.name, headers, metadata, session, prompt };
  const answer = await deps.rules.ask(config, asked, deps.shared);
  observer.weighed?.(answer.near, bytesToTellNear(prompt));
  switch (answer.kind) {
    case "refused":
      throw unmatched(answer.nearest);
    case "none":
      return answer.bentBy.length === 0 ? checked : bent(checked, answer, observer);
    case "ruled": {
      const now = bent(checked, answer, observer);
      const { reply, misfits } = answer.say(now.settings, prompt);
      observer.ruled?.(answer.rule, misfits);
      return { ...now, ...reply ? { reply } : {} };
    }
  }
}

/** Bytes that are held so that a request's near rules can be told later, and for each turn and tool of it more: measured of the heap. */
const REQUEST_BYTES = 2100;
const TURN_BYTES = 290;
const TOOL_BYTES = 160;

/** Of a prompt; its texts are the body's own, and counted there. */
function bytesToTellNear({ conversation, tools }: Prompt): number {
  return REQUEST_BYTES + TURN_BYTES * conversation.length + TOOL_BYTES * tools.length;
}

/** A request with the settings that rules lay over its own. */
function bent<Body>(
  checked: CheckedRequest<Body>,
  { settings: over, bentBy }: Bent,
  observer: Exchange["observer"],
): CheckedRequest<Body> {
  const { config, model, asked } = checked;
  const settings = settingsWith(config, checked.settings, ...over);
  const places = placesOf(config, model, asked);
  observer.settled?.(settings, { ...places, ruled: Object.assign({}, ...over) });
  if (bentBy.length > 0) observer.bent?.(bentBy);
  return { ...checked, settings };
}

function unmatched(nearest: readonly string[]): ApiError {
  const told = nearest.length === 0 ? "There are no rules." : `Nearest came ${nearest.join(" ")}`;
  return new ApiError({
    status: 404,
    message: `Cannot answer: no rule holds for this request, and unmatched is "refuse". ${told}`,
    code: "no_rule_matched",
  });
}
