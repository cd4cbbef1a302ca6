/** What goes wrong with a stream under way by hand, in the words of the settings that ask for the same. */

import type { ErrorName } from "../config/faults.ts";
import type { Settings } from "../config/settings.ts";

/** One of a setting's values; absent: as where the setting that has the place stands alone. */
type Said<Key extends keyof Settings> = NonNullable<Settings[Key]> | undefined;

/** It happens where the stream is. */
export type HandFault =
  /** An error in the words of the wire. */
  | {
    readonly action: "error";
    readonly error?: ErrorName | undefined;
    readonly error_then?: Said<"error_then">;
  }
  /** The end that no protocol expects. */
  | { readonly action: "cut"; readonly cut?: Said<"cut"> }
  /** Nothing but heartbeats, for so long or until somebody lets the stream go on. */
  | { readonly action: "stall"; readonly stall_ms?: number | undefined }
  /** The next event is bad. */
  | { readonly action: "malformed"; readonly malformed?: Said<"malformed"> };

/** Whether nothing is said after it. */
export function endsStream(fault: HandFault): boolean {
  switch (fault.action) {
    case "error":
      return fault.error_then !== "go_on";
    case "cut":
      // A character of several bytes may be far.
      return fault.cut !== "half_character";
    case "stall":
    case "malformed":
      return false;
  }
}

/** As the ledger writes it down: `cut half_event`. */
export function faultInWords(fault: HandFault): string {
  const { action, ...how } = fault;
  const said = Object.values(how).filter((value) => value !== undefined);
  return [action, ...said].join(" ");
}
