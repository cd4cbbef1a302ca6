/** An answer that tells of settings, whose rates may be infinite. */

import { settingsText } from "../../lib/config/settings_text.ts";

/** As `Response.json`. */
export function settingsAnswer(value: object): Response {
  return new Response(settingsText(value), { headers: { "content-type": "application/json" } });
}
