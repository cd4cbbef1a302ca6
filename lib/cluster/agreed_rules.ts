/** The rules that were sent, on all replicas. */

import { z } from "zod";
import { eventLoopTurns } from "../clock/turns.ts";
import { doInTurns, type Work } from "../clock/work.ts";
import { unmatched } from "../config/rules/rule_schema.ts";
import type { Posted, PostedHolder, PostedRules } from "../rules/posted.ts";
import { readRules } from "../rules/read_posted.ts";
import { type Agreement, type AgreementParts, createAgreement } from "./agreement.ts";

/** What was sent, by session, as a list: JSON has no maps. */
type Entries = readonly (readonly [session: string, posted: Posted])[];

/** The rules themselves are checked as those that are sent. */
const entries = z.array(
  z.tuple([
    z.string(),
    z.object({ rules: z.array(z.unknown()), unmatched: unmatched().exactOptional() }),
  ]),
);

/** Throws `ConfigError` for what `POST /rules` would not take. */
function* readEntries(value: unknown): Work<Entries> {
  const read: [string, Posted][] = [];
  for (const [session, posted] of entries.parse(value)) {
    read.push([session, { ...posted, rules: yield* readRules(posted.rules) }]);
  }
  return read;
}

/** What the rules of all replicas are held in. */
export interface AgreedRulesParts
  extends Pick<AgreementParts<Entries, void>, "engine" | "me" | "spread"> {
  readonly posted: PostedHolder;
  /** Puts them in force on every thread that has none of that holder. */
  readonly spreadRules?: (rules: PostedRules) => Promise<void>;
}

/** The rules of all replicas. */
export interface AgreedRules
  extends Pick<Agreement<unknown, unknown>, "name" | "key" | "stamp" | "takeUp"> {
  /** Changes them; gives what those say that have not taken it up. */
  changeRules(next: (now: PostedRules) => PostedRules): Promise<readonly string[]>;
}

/** Agrees with the other replicas on the rules that were sent; none yet. */
export function agreeOnRules(
  { posted, spreadRules, ...parts }: AgreedRulesParts,
): AgreedRules {
  const turns = eventLoopTurns();
  const agreement = createAgreement<Entries, void>({
    ...parts,
    name: "rules",
    read: (value) => doInTurns(readEntries(value), turns),
    first: [],
    put: (entries) => posted.put(new Map(entries)),
    async adopt(entries) {
      posted.put(new Map(entries));
      await spreadRules?.(posted.current());
      return undefined;
    },
  });
  return {
    name: agreement.name,
    key: agreement.key,
    stamp: agreement.stamp,
    takeUp: agreement.takeUp,
    async changeRules(next) {
      const { notes } = await agreement.change((now) => {
        const before = new Map(now);
        const after = next(before);
        return after === before ? now : [...after];
      });
      return notes;
    },
  };
}
