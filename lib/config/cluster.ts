/** `[cluster]`: the engine that replicas share. */

import { z } from "zod";
import { once } from "./once.ts";

/** What `[cluster]` may hold; it is read once, at the start. */
export const clusterTable = once(() =>
  z.strictObject({
    url: z.string().refine(
      isEngineUrl,
      "Write it as redis://user:password@host:6379/0, or rediss://",
    )
      .describe(
        "Where Redis or Valkey is, as redis://host:6379; what replicas must have in common is kept there. Absent: this one is alone.",
      ),
    prefix: z.string().regex(/^[\w.-]{1,64}$/).describe(
      "letters and digits that all keys begin with: replicas with the same prefix belong together",
    ),
    patience_ms: z.int().min(1).max(10_000).describe(
      "How long an answer of the engine is waited for; then this replica goes on with what it has itself.",
    ),
  }).exactPartial()
);

/** `[cluster]`, complete. */
export type ClusterSettings = Readonly<Required<z.output<ReturnType<typeof clusterTable>>>>;

/** What `[cluster]` holds where the file gives no more than the url. */
export const defaultCluster = { prefix: "mocker", patience_ms: 50 } as const;

/** An engine's databases have numbers. */
function isEngineUrl(text: string): boolean {
  return /^rediss?:\/\//.test(text) && /^(?:\/\d*)?$/.test(URL.parse(text)?.pathname ?? "-");
}

/** The url for people to see: without the password, and without what may hold another. */
export function shownUrl(url: string): string {
  const { protocol, username, password, host, pathname } = new URL(url);
  const user = username === "" && password === ""
    ? ""
    : `${username}${password === "" ? "" : ":***"}@`;
  return `${protocol}//${user}${host}${pathname}`;
}
