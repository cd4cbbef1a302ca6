/** One of the machines that serve together: what it has of its own, joined with what the others have. */

import type { Clock } from "../clock/clock.ts";
import type { Change, ConfigStore } from "../config/store.ts";
import type { PostedHolder, PostedRules } from "../rules/posted.ts";
import type { ControlPlane, Edit, Journal, Watch } from "../shared/control_plane.ts";
import { type AgreedConfigEdits, agreeOnConfig } from "./agreed_config.ts";
import { type AgreedRules, agreeOnRules } from "./agreed_rules.ts";
import { UNCHANGED } from "./agreement.ts";
import { engineGauge } from "./announce.ts";
import { answerFrom, clusterJournal } from "./cluster_journal.ts";
import { createClusterWatch } from "./cluster_watch.ts";
import type { Engine } from "./engine.ts";
import { createLine } from "./line.ts";
import { createPeers } from "./peers.ts";
import { TAKE_UP } from "./question.ts";
import { createRegistry } from "./registry.ts";
import { EngineAway } from "./wire.ts";

/** How a machine is one of several. */
export interface Member {
  /** What it is called for as long as it runs. */
  readonly id: string;
  /** Through which it reaches the others. */
  readonly engine: Engine;
}

/** What a replica has of its own. */
export interface OwnParts extends Member {
  readonly clock: Clock;
  readonly journal: Journal;
  readonly watch: Watch;
  readonly store: ConfigStore;
  readonly posted: PostedHolder;
  readonly spreadRules?: (rules: PostedRules) => Promise<void>;
  /** Puts an edit of the configuration that was made elsewhere in force on all threads. */
  adopt(change: () => Promise<Change>): Promise<Edit>;
}

/** What of a control plane is others' than this machine's alone. */
export interface Replica {
  readonly journal: Journal;
  readonly watch: Watch;
  /** Settles when the others tell what a watch is to be told. */
  watching(): Promise<void>;
  readonly edits: AgreedConfigEdits;
  readonly changeRules: AgreedRules["changeRules"];
  readonly replicas: ControlPlane["replicas"];
  /** Takes up what the others have agreed on; settles when that is in force, or the engine does not answer. */
  join(): Promise<void>;
  /** Is no replica any longer. */
  leave(): Promise<void>;
}

/** So long a start waits at most until what the others have agreed on is in force. */
const JOIN_MS = 2000;

/** A replica that has not joined yet. */
export function createReplica(own: OwnParts): Replica {
  const { id, engine, clock } = own;
  const registry = createRegistry(engine, clock, id);
  const line = createLine(engine, clock, id);
  const peers = createPeers(engine, registry, line);

  const spread = async (what: string): Promise<readonly string[]> => {
    const heard = await peers.each(TAKE_UP, { what });
    return heard.flatMap(({ id, told }) => {
      if (!told) return [`The replica ${id} does not answer; it takes this up when it does.`];
      return told.refused === undefined ? [] : [`Not on the replica ${id}: ${told.refused}`];
    });
  };

  const config = agreeOnConfig({ ...own, me: id, spread });
  const rules = agreeOnRules({ ...own, me: id, spread });
  const agreed = [config, rules];
  const watch = createClusterWatch({ ...own, me: id, line, peers, registry, own: own.watch });

  answerFrom(own.journal, line);
  line.answer(TAKE_UP, async ({ what }) => {
    const refused = await agreed.find(({ name }) => name === what)?.takeUp();
    return refused === undefined ? {} : { refused };
  });

  /** What cannot be taken up now is at the next beat. Whether it was the engine that was away. */
  const takeUp = async (): Promise<"tried" | "away"> => {
    const results = await Promise.allSettled(agreed.map((one) => one.takeUp()));
    const isAway = results.some((result) =>
      result.status === "rejected" && result.reason instanceof EngineAway
    );
    return isAway ? "away" : "tried";
  };

  /** A machine that starts is busy, and takes its own lateness for the engine's. */
  const takeUpPatiently = async () => {
    const late = clock.now() + JOIN_MS;
    while (await takeUp() === "away" && engine.state().kind !== "down" && clock.now() < late) {
      await engine.untilUp(late - clock.now());
    }
  };

  return {
    journal: {
      ...clusterJournal(id, own.journal, peers),
      readMetrics: async () => [
        ...await own.journal.readMetrics(),
        [engineGauge(engine.state())],
      ],
    },
    watch: watch.watch,
    watching: watch.ready,
    edits: config,
    changeRules: rules.changeRules,
    replicas: () =>
      Promise.resolve({
        id,
        others: registry.seen(),
        missing: peers.missing(),
        engine: engine.state().kind,
      }),
    async join() {
      engine.watch(({ kind }) => {
        if (kind === "up") void Promise.all([registry.beat().catch(() => {}), takeUp()]);
      });
      await line.open();
      registry.begin(agreed.map(({ key }) => key), ({ isWatched, stamps }) => {
        if (isWatched) watch.lookedOn();
        const isBehind = agreed.some((one, i) => one.stamp() !== (stamps[i] ?? UNCHANGED));
        if (isBehind) void takeUp();
      });
      await Promise.all([registry.beat().catch(() => {}), takeUpPatiently()]);
    },
    async leave() {
      await registry.leave().catch(() => {});
      engine.close();
    },
  };
}
