/** An answer that tells of settings, whose rates may be infinite, and which may be those of thousands of models. */

import type { Turns } from "../../lib/clock/turns.ts";
import { doInTurns } from "../../lib/clock/work.ts";
import { writeSettings } from "../../lib/config/settings_text.ts";

/** As `Response.json`. */
export async function settingsAnswer(value: object, turns: Turns): Promise<Response> {
  const text = await doInTurns(writeSettings(value), turns);
  return new Response(text, { headers: { "content-type": "application/json" } });
}
