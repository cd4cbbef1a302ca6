/** The values that templates may speak of. */

import type { Settings } from "../config/settings.ts";
import { textOfTurn } from "../plan/conversation.ts";
import type { Random } from "../random.ts";
import type { Groups } from "./conditions.ts";
import type { Facts } from "./facts.ts";
import { fakes } from "./fake.ts";

/** What the values are made from. */
export interface ViewParts {
  readonly facts: Facts;
  readonly groups: Groups;
  readonly settings: Settings;
  /** How often this rule has answered in this session, this time included. */
  readonly counter: number;
  /** Milliseconds since 1970. */
  readonly unixMs: number;
  readonly random: Random;
}

/** The values by name; a group of a regular expression hides another value of its name. */
export function viewOf(parts: ViewParts): Readonly<Record<string, unknown>> {
  const { facts, groups, settings, counter, unixMs, random } = parts;
  const { model, session, dialect, prompt } = facts.asked;
  return {
    user: facts.user().text,
    messages: prompt.conversation.map((turn) => ({ role: turn.role, text: textOfTurn(turn) })),
    result: valueOf(facts.results().at(-1)?.text ?? ""),
    settings,
    counter,
    now: new Date(unixMs).toISOString(),
    model,
    session: session ?? "",
    dialect,
    turn: facts.turn(),
    fake: fakes(random),
    ...groups,
  };
}

/** What a tool gave back is a value where it is JSON, so that templates can speak of its keys. */
function valueOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
