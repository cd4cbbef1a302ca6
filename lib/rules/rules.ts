/** The rules of one thread. Whoever has none pays for none: what asks them is loaded with the first. */

import type { Config } from "../config/config.ts";
import type { AskDeps, RuleAnswer, Weighed } from "./ask_rules.ts";
import type { Asked } from "./facts.ts";
import type { FindRules } from "./in_force.ts";
import type { Shared, SharedBySession } from "../shared/shared.ts";
import type { RuleState } from "./list_rules.ts";
import { COUNTS, FOR_ALL, POSTED, type PostedRules } from "./posted.ts";

/** The rules in force. */
export interface Rules {
  /** Whether nothing is to be asked about a request of this session. */
  areNone(config: Config, session: string | undefined): boolean;
  /** `shared` is what the request's session counts with. */
  ask(
    config: Config,
    request: Omit<Asked, "request">,
    shared: Pick<Shared, "count">,
  ): Promise<RuleAnswer & Weighed>;
  /** Those in force for a session; without one, for all that name none, counted over all. */
  list(config: Config, session: string | undefined, shared: Counts): Promise<RuleList>;
  /** What is counted of the rules of a name that were sent. */
  counters(config: Config, session: string | undefined, name: string): Promise<readonly string[]>;
  /** Does what the first request would wait for, where there are rules. */
  prepare(config: Config): Promise<void>;
}

/** Who knows how often rules have answered. */
export type Counts = Pick<SharedBySession, "counts">;

/** What is in force. */
export interface RuleList {
  readonly unmatched: "serve" | "refuse";
  readonly rules: readonly RuleState[];
}

/** Makes the rules of a thread; `posted` gives those that were sent. */
export function createRules(deps: AskDeps, posted: () => PostedRules): Rules {
  let loaded: Promise<Asking> | undefined;
  const load = () => loaded ??= loadAsking(deps);
  const areNone = ({ rules: { own, more, unmatched } }: Config, session: string | undefined) => {
    const sent = posted();
    return own.length === 0 && more.length === 0 && unmatched === "serve" &&
      (sent.size === 0 || !sent.has(FOR_ALL) && !sent.has(session ?? FOR_ALL));
  };
  return {
    areNone,
    async ask(config, request, shared) {
      const { askRules, findRules } = await load();
      const inForce = await findRules(config.rules, posted(), request.session);
      return await askRules(inForce, request, config, shared, deps);
    },
    async list(config, session, shared) {
      const { findRules, listRules } = await load();
      const inForce = await findRules(config.rules, posted(), session);
      const counts = await shared.counts(session, COUNTS);
      return { unmatched: inForce.unmatched, rules: listRules(inForce, counts) };
    },
    async counters(config, session, name) {
      const { findRules } = await load();
      const { sets } = await findRules(config.rules, posted(), session);
      return sets.flatMap(({ rules }) => rules)
        .filter((rule) => rule.source === POSTED && rule.name === name)
        .map(({ key }) => COUNTS + key);
    },
    async prepare(config) {
      if (areNone(config, undefined)) return;
      const { findRules } = await load();
      await findRules(config.rules, posted(), undefined);
    },
  };
}

interface Asking {
  readonly askRules: typeof import("./ask_rules.ts").askRules;
  readonly findRules: FindRules;
  readonly listRules: typeof import("./list_rules.ts").listRules;
}

async function loadAsking({ turns }: AskDeps): Promise<Asking> {
  const [{ askRules }, { createFindRules }, { listRules }] = await Promise.all([
    import("./ask_rules.ts"),
    import("./in_force.ts"),
    import("./list_rules.ts"),
  ]);
  return { askRules, findRules: createFindRules(turns), listRules };
}
