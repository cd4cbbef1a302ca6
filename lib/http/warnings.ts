/** What an answer tells beside itself: that the real service would have refused what was served here. */

import type { OpenHeaders } from "./answer.ts";
import type { RequestObserver } from "../ledger/observer.ts";

/** The header of the warnings. */
const WARNING_HEADER = "x-mock-warning";

/** The most characters of the header; clients and proxies refuse heads of 8 KB and more. */
const LONGEST_HEADER = 1000;

/** A batch of thousands may be wrong thousands of times. */
const MOST = 20;

/** The warnings of one request. */
export interface Warnings {
  /** Notes one for the ledger and for the header. */
  add(warning: string): void;
  /** Puts them into a head, where there are any. */
  tell(headers: Pick<OpenHeaders, "set">): void;
}

/** No warnings yet. */
export function createWarnings(observer: RequestObserver): Warnings {
  let told: string[] | undefined;
  return {
    add(warning) {
      told ??= [];
      if (told.length >= MOST || told.includes(warning)) return;
      told.push(warning);
      observer.warned?.(warning);
    },
    tell(headers) {
      if (told) headers.set(WARNING_HEADER, headerSafe(told.join(" | ")));
    },
  };
}

/** A text as a header can carry it: one line of ASCII, of bounded length. */
function headerSafe(text: string): string {
  const shown = text.slice(0, LONGEST_HEADER).replaceAll(/[^\x20-\x7e]/g, "?");
  return text.length > LONGEST_HEADER ? `${shown}...` : shown;
}
