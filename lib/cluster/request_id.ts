/** Whose request it is: in a cluster, the digits of its id begin with the replica's. */

import { hex, type Random } from "../random.ts";

const REPLICA_DIGITS = 8;
const REQUEST_ID = /^req_([0-9a-f]{8})[0-9a-f]{24}$/;

/** What a replica is called for as long as it runs. */
export function newReplicaId(random: Random): string {
  return hex(random, REPLICA_DIGITS);
}

/** The replica that has given this id to a request; nothing where it is another kind of id, as that of a completion. */
export function replicaOf(id: string): string | undefined {
  return REQUEST_ID.exec(id)?.[1];
}
