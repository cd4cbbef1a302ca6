/** The platform of the runtime that runs this, for the library, which does not know who loads it. */

import type { Platform } from "./platform.ts";

/** Deno's, or Node's in all others: Bun has Node's modules, too. Only the one that is used is loaded. */
export async function thisPlatform(): Promise<Platform> {
  return "Deno" in globalThis
    ? (await import("./deno.ts")).denoPlatform()
    : (await import("./node.ts")).nodePlatform();
}
