/** What the control plane does with rules: those that were sent are checked, kept, and put in force everywhere. */

import { eventLoopTurns, type Turns } from "../clock/turns.ts";
import { doInTurns } from "../clock/work.ts";
import { bytesOf } from "../bytes_of.ts";
import { ConfigError } from "../config/config_error.ts";
import type { ConfigPatch } from "../config/patch_from_request.ts";
import type { ConfigStore } from "../config/store.ts";
import { type PostedHolder, type PostedRules, withoutPosted, withPosted } from "../rules/posted.ts";
import type { ControlPlane, Edit } from "../shared/control_plane.ts";

/** What it is made of. */
export interface RulesControlParts {
  readonly store: ConfigStore;
  /** The rules that were sent. */
  readonly posted: PostedHolder;
  /** Puts them in force on every thread that has none of that holder. */
  readonly spreadRules?: (rules: PostedRules) => Promise<void>;
  /**
   * Changes them where they are held; gives what those say that have not taken it up. Default: in the holder, for this machine
   * alone. Throws what `next` throws.
   */
  readonly changeRules?: (
    next: (now: PostedRules) => PostedRules,
  ) => Promise<readonly string[]>;
  /** For thousands of rules, so that nobody else waits for them. Default: this thread's. */
  readonly turns?: Turns;
}

/** The part of a control plane that is about rules. */
export interface RulesControl extends Pick<ControlPlane, "postRules" | "deleteRules"> {
  /** Throws `ConfigError` where an edit of the configuration has rules that are wrong. */
  check(patch: ConfigPatch): Promise<void>;
}

/** Makes that part. */
export function createRulesControl(
  {
    store,
    posted,
    spreadRules,
    changeRules = changeHere(posted),
    turns = eventLoopTurns(),
  }: RulesControlParts,
): RulesControl {
  const change: typeof changeRules = async (next) => {
    const notes = await changeRules(next);
    await spreadRules?.(posted.current());
    return notes;
  };

  return {
    async check({ rules }) {
      if (rules === undefined || rules === null) return;
      const { readRules } = await import("../rules/read_posted.ts");
      await doInTurns(readRules(rules), turns);
    },
    async postRules(body): Promise<Edit> {
      const { readPosted } = await import("../rules/read_posted.ts");
      try {
        const { session, ...more } = await doInTurns(readPosted(body, store.file()), turns);
        const warnings = await change((now) => {
          const next = withPosted(now, session, more);
          refuseTooMuch(next, store.current().server.config_bytes);
          return next;
        });
        return { kind: "done", lines: [], warnings };
      } catch (error) {
        if (error instanceof ConfigError) return { kind: "refused", message: error.message };
        throw error;
      }
    },
    async deleteRules(session, name) {
      if (!posted.current().has(session)) return;
      await change((now) => withoutPosted(now, session, name));
    },
  };
}

function changeHere(posted: PostedHolder): NonNullable<RulesControlParts["changeRules"]> {
  return (next) => {
    posted.put(next(posted.current()));
    return Promise.resolve([]);
  };
}

function refuseTooMuch(rules: PostedRules, most: number): void {
  if (bytesOf([...rules.values()]) <= most) return;
  const text = `together with those that were sent before it is over ${most} bytes`;
  const remedy =
    "DELETE /rules takes rules away; config_bytes in [server] says how much there may be.";
  throw new ConfigError([{ path: ["rules"], text, remedy }]);
}
