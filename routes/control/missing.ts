/** Says of an answer about all replicas which of them it is without, and of what was not found where it may be. */

import { ApiError } from "../../lib/api_error.ts";
import type { Deps } from "../../lib/dialect/deps.ts";

/** Names the machines that did not answer, and `engine` where they could not be asked. */
const MISSING_HEADER = "x-mock-missing";

/** The same answer, with the header where it is without some. */
export async function withMissing(
  { control }: Pick<Deps, "control">,
  response: Response,
): Promise<Response> {
  const missing = await missingNow(control);
  if (missing.length > 0) response.headers.set(MISSING_HEADER, missing.join(", "));
  return response;
}

/** A sentence for an error that something was not found, where it may be on a replica that did not answer; else nothing. */
export async function missingNote({ control }: Pick<Deps, "control">): Promise<string> {
  const missing = await missingNow(control);
  return missing.length === 0 ? "" : ` Not reached: ${missing.join(", ")}.`;
}

/** The 404 of what the ledger no longer has; `what` says so, as "No request 'a' is remembered". */
export async function notRemembered(deps: Pick<Deps, "control">, what: string): Promise<ApiError> {
  return new ApiError({
    status: 404,
    message:
      `${what}. GET /requests lists those that are; ledger_entries in [server] of config.toml ` +
      "says how many." + await missingNote(deps),
    code: "request_not_found",
  });
}

async function missingNow(control: Deps["control"]): Promise<readonly string[]> {
  const replicas = await control.replicas();
  if (!replicas) return [];
  return replicas.engine === "up" ? replicas.missing : ["engine", ...replicas.missing];
}
