/** What becomes of shapes that an answer cannot mean, and who is told of those that it has, and of what the network does to it. */

import { badRequest } from "../api_error.ts";
import type { Overrides } from "../config/config.ts";
import { NETWORK_KEYS } from "../config/network.ts";
import type { Settings } from "../config/settings.ts";
import type { RequestObserver } from "../ledger/observer.ts";
import type { Shaped } from "./shapes.ts";

/** Throws a 400 where the request itself asks for what this answer cannot mean; elsewhere it is written down, as are those that hold. */
export function tellShapes(
  { effective, unmeant }: Pick<Shaped<never>, "effective" | "unmeant">,
  { settings, asked }: { readonly settings: Settings; readonly asked: readonly Overrides[] },
  observer: RequestObserver,
): void {
  for (const { key, name, why } of unmeant) {
    if (asked.some((one) => one[key] !== undefined)) {
      throw badRequest(`Cannot do '${key}=${name}' here: ${why}.`, key, "invalid_value");
    }
    observer.faulted?.({ kind: key, place: null, note: `no effect of '${name}': ${why}` });
  }
  const ofNetwork = NETWORK_KEYS.filter((key) => settings[key] !== undefined);
  for (const kind of [...effective, ...ofNetwork]) observer.faulted?.({ kind, place: null });
}
