/**
 * What `main.ts` loads once the port is open: the program and its routes, by one import. Of two side by side Deno reads twice what
 * both need, which is most of it.
 */

export { checkConfigFile, run } from "./lib/server/program.ts";
export * as table from "./routes/routes.ts";
