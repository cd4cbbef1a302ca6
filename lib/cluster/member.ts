/** Makes this machine one of those that serve together. */

import type { Clock } from "../clock/clock.ts";
import { type ClusterSettings, shownUrl } from "../config/cluster.ts";
import { printLine, printWarning } from "../platform/console.ts";
import { entropySeed, seededRandom } from "../random.ts";
import { announce } from "./announce.ts";
import { connect } from "./connect.ts";
import { createEngine } from "./engine.ts";
import type { Member } from "./replica.ts";
import { newReplicaId } from "./request_id.ts";

/** So long the start waits for an engine; then it serves without, until there is one. */
const START_MS = 2000;

const OPEN = "The engine of [cluster] lets in everybody: it asks for no password, and url has one.";

/** Begins to connect; settles when the engine is up, or the start waits no longer. Rejects where the client cannot be loaded. */
export async function becomeMember(
  { url, prefix, patience_ms: patienceMs }: ClusterSettings,
  clock: Clock,
): Promise<Member> {
  let isTold = false;
  const wire = await connect(url, () => {
    if (!isTold) printWarning(OPEN);
    isTold = true;
  });
  const engine = createEngine({ wire, clock, prefix, patienceMs });
  await engine.untilUp(START_MS);
  announce(engine, clock, shownUrl(url), { line: printLine, warning: printWarning });
  return { id: newReplicaId(seededRandom(entropySeed())), engine };
}
