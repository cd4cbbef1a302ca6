/** What the rules in force make of a request: another answer, other settings, or none at all. */

import { ApiError } from "../api_error.ts";
import { settingsWith } from "../config/config.ts";
import { placesOf } from "../config/origins.ts";
import type { Exchange } from "../http/exchange.ts";
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
  await pause();
  const asked = { model, dialect: dialect.name, headers, metadata, session, prompt };
  const answer = await deps.rules.ask(config, asked, deps.shared);
  switch (answer.kind) {
    case "none":
      return checked;
    case "refused":
      throw unmatched(answer.nearest);
    case "ruled": {
      const settings = settingsWith(config, checked.settings, answer.settings);
      const { reply, misfits } = answer.say(settings, prompt);
      const places = placesOf(config, model, checked.asked);
      observer.settled?.(settings, { ...places, ruled: answer.settings });
      observer.ruled?.(answer.rule, misfits);
      return { ...checked, settings, ...reply ? { reply } : {} };
    }
  }
}

function unmatched(nearest: readonly string[]): ApiError {
  const told = nearest.length === 0 ? "There are no rules." : `Nearest came ${nearest.join(" ")}`;
  return new ApiError({
    status: 404,
    message: `Cannot answer: no rule holds for this request, and unmatched is "refuse". ${told}`,
    code: "no_rule_matched",
  });
}
