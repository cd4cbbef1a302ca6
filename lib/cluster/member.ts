/** Makes this machine one of those that serve together. */

import type { Clock } from "../clock/clock.ts";
import type { ClusterSettings } from "../config/cluster.ts";
import { entropySeed, seededRandom } from "../random.ts";
import { connect } from "./connect.ts";
import { createEngine } from "./engine.ts";
import type { Member } from "./replica.ts";
import { newReplicaId } from "./request_id.ts";

/** So long the start waits for an engine; then it serves without, until there is one. */
const START_MS = 2000;

/** Begins to connect; settles when the engine is up, or the start waits no longer. Rejects where the client cannot be loaded. */
export async function becomeMember(
  { url, prefix, patience_ms: patienceMs }: ClusterSettings,
  clock: Clock,
): Promise<Member> {
  const engine = createEngine({ wire: await connect(url), clock, prefix, patienceMs });
  await engine.untilUp(START_MS);
  return { id: newReplicaId(seededRandom(entropySeed())), engine };
}
