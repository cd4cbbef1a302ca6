/** What the program prints while it runs. */

import { changesInOneLine } from "../config/changes.ts";
import { MOST_TOLD } from "../config/config_error.ts";
import { printError, printLine, printWarning } from "../platform/console.ts";
import type { ServerSettings } from "../config/schema.ts";
import type { Edit } from "../shared/control_plane.ts";
import type { Flags } from "./flags.ts";

/** What a server that has begun to serve says of itself. */
export interface Started {
  readonly port: number;
  /** The configuration's file; nothing where it is the embedded one. */
  readonly path: string | undefined;
  readonly version: string;
  /** Who reaches the control surface. */
  readonly control: ServerSettings["control"];
}

/** Prints where the server listens, what it serves from, and how to point a client at it. */
export function printStart(
  { host, workers }: Flags,
  { port, path, version, control }: Started,
): void {
  const any = host === "0.0.0.0" || host === "::";
  const name = any ? "localhost" : host.includes(":") ? `[${host}]` : host;
  const where = any ? `, on all addresses (${host})` : "";
  const threads = workers > 1 ? `, with ${workers} threads` : "";
  printLine(
    `OpenAI Stream Mocker ${version} listens on http://${name}:${port}${where}${threads}`,
  );
  printLine(
    path === undefined ? "Config: the embedded one" : `Config: ${path}, reloaded when saved`,
  );
  if (control === "everyone" && !isThisMachine(host)) {
    printWarning(
      'Others can reach this server, and /config, /requests and /streams too: control = "local" or "off" in [server] closes these.',
    );
  }
  printLine(`Client: OPENAI_BASE_URL=http://${name}:${port}/v1 OPENAI_API_KEY=any`);
}

function isThisMachine(host: string): boolean {
  return host === "localhost" || host === "::1" || host.startsWith("127.");
}

/** Prints what came of an edit of the configuration. */
export function printEdit(edit: Edit): void {
  if (edit.kind === "refused") return printError(`Configuration not changed: ${edit.message}`);
  const { warnings } = edit;
  printWarnings(warnings.slice(0, MOST_TOLD));
  if (warnings.length > MOST_TOLD) {
    const more = warnings.length - MOST_TOLD;
    printWarning(`Warning: there are ${more} more of these; --check-config tells all.`);
  }
  if (edit.lines.length > 0) printLine(`Configuration changed: ${changesInOneLine(edit.lines)}`);
}

/** Prints what the writer of a configuration should know. */
export function printWarnings(warnings: readonly string[]): void {
  for (const warning of warnings) printWarning(`Warning: ${warning}`);
}
