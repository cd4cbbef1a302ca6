/** Says on the console and in the metrics whether the engine is there. */

import type { Clock } from "../clock/clock.ts";
import type { Family } from "../metrics/family.ts";
import type { EngineState } from "./breaker.ts";
import type { Engine } from "./engine.ts";
import { withRemedy } from "./remedy.ts";

/** Where lines are printed. */
export interface Print {
  line(text: string): void;
  warning(text: string): void;
}

/** That an engine is away which comes and goes is said no more often than this. */
const QUIET_MS = 60_000;

/** Says at once whether the engine is there, and from then on when it goes and when it is back; `where` is its url as people may see it. */
export function announce(
  engine: Pick<Engine, "state" | "watch">,
  clock: Clock,
  where: string,
  print: Print,
): void {
  const isUpNow = engine.state().kind === "up";
  /** What was said last. */
  let told: "up" | "away" = isUpNow ? "up" : "away";
  let quietUntil = isUpNow ? -Infinity : clock.now() + QUIET_MS;

  let hasAnswered = isUpNow;

  const whyOf = (state: EngineState): string => {
    // An engine ends what it says with a full stop or without.
    const said = inWords(state).replace(/\.$/, "");
    return hasAnswered ? said : withRemedy(said, where);
  };

  if (isUpNow) print.line(`Cluster: by the engine at ${where}`);
  else {
    print.warning(
      `Cannot reach the engine of [cluster] at ${where}: ${whyOf(engine.state())}. ${SERVES_ON}`,
    );
  }

  const tell = () => {
    const state = engine.state();
    const now = state.kind === "up" ? "up" : "away";
    hasAnswered ||= state.kind === "up";
    if (now === told || isClosed(state)) return;
    if (now === "away" && clock.now() < quietUntil) return void clock.wakeAt(quietUntil, tell);
    told = now;
    if (now === "up") return print.line(`The cluster's engine at ${where} is back.`);
    quietUntil = clock.now() + QUIET_MS;
    print.warning(`The cluster's engine at ${where} is away: ${whyOf(state)}. ${SERVES_ON}`);
  };
  engine.watch(tell);
}

const SERVES_ON = "This replica serves on with what it has itself, until the engine answers.";

function inWords(state: EngineState): string {
  switch (state.kind) {
    case "up":
      return "it is there";
    case "slow":
      return "it does not answer in time";
    case "down":
      return state.why;
  }
}

/** The end of this replica, which is none of the engine. */
function isClosed(state: EngineState): boolean {
  return state.kind === "down" && state.why === "closed";
}

/** Whether the engine is there, as a metric. */
export function engineGauge({ kind }: EngineState): Family {
  return {
    name: "mocker_cluster_up",
    help: "Whether the engine that replicas share answers in time.",
    type: "gauge",
    aggregator: "sum",
    values: [{ labels: {}, value: kind === "up" ? 1 : 0 }],
  };
}
