/**
 * Who may steer and read this server over the network. A web page that a developer visits can send requests to his machine, and one
 * that plays with name servers can even read the answers (DNS rebinding), so both the host that was asked for and the page that asks
 * must be known. The models are Ollama's origins, Vite's `allowedHosts` and Jupyter's token.
 */

import { STATUS_CODE } from "@std/http/status";
import type { ApiErrorData } from "../api_error.ts";
import type { ServerSettings } from "../config/schema.ts";
import type { Edge } from "../platform/platform.ts";
import { printable } from "./printable.ts";

/** The settings that decide. */
export type GuardSettings = Pick<ServerSettings, "allowed_hosts" | "allowed_origins" | "control">;

/** What no host's name has: two `Host` headers are joined by a comma, and by the others a name would change the URL that it is put into. */
const NO_HOST = /[,/?#@\\]/;

/** Why a request may not reach the control surface; nothing where it may. */
export function refusalOf(
  request: Request,
  url: URL,
  edge: Edge,
  settings: GuardSettings,
): ApiErrorData | undefined {
  const { control } = settings;
  if (control === "off") {
    return forbidden("the control surface is off: see control in [server] of config.toml");
  }
  if (control === "local" && !isLoopback(edge.peer() ?? "")) {
    return forbidden('control = "local" in [server] of config.toml lets in this machine alone');
  }
  const hosts = request.headers.get("host") ?? "";
  const isOdd = NO_HOST.test(hosts);
  if (isOdd || !isKnownHost(url.hostname, settings)) {
    const host = printable(isOdd ? hosts : url.hostname);
    return forbidden(
      `the host '${host}' is not known: add it to allowed_hosts in [server] of config.toml`,
    );
  }
  const origin = request.headers.get("origin");
  if (origin !== null) {
    return isKnownOrigin(origin, request, settings) ? undefined : forbidden(
      `the web page at '${
        printable(origin)
      }' is not known: add it to allowed_origins in [server] of config.toml`,
    );
  }
  return isForeignPage(request)
    ? forbidden("another web page sent this request; open the page of this server, or use curl")
    : undefined;
}

function forbidden(why: string): ApiErrorData {
  return {
    status: STATUS_CODE.Forbidden,
    message: `Cannot serve this: ${why}.`,
    code: "forbidden",
  };
}

/** Names that always lead to this machine, addresses, which nobody can rebind, and those that were set. */
function isKnownHost(hostname: string, { allowed_hosts }: GuardSettings): boolean {
  const name = bareHost(hostname);
  return isLocalName(name) || isAddress(name) || allowed_hosts.some((one) => fitsHost(name, one));
}

function isLocalName(name: string): boolean {
  return name === "localhost" || name.endsWith(".localhost");
}

/** An IPv4 address as `URL` writes all its forms, or an IPv6 address in its brackets. */
function isAddress(name: string): boolean {
  return /^\d{1,3}(\.\d{1,3}){3}$/.test(name) || /^\[[\da-f:.]+\]$/.test(name);
}

/** `example.test` is that host alone, `.example.test` its subdomains too. */
function fitsHost(name: string, allowed: string): boolean {
  const wanted = allowed.startsWith(".") ? `.${bareHost(allowed.slice(1))}` : bareHost(allowed);
  return wanted.startsWith(".")
    ? name === wanted.slice(1) || name.endsWith(wanted)
    : name === wanted;
}

/** A name as URLs have it, ASCII in lower case, without the dot of the root. */
function bareHost(name: string): string {
  return (URL.parse(`http://${name}`)?.hostname ?? name.toLowerCase()).replace(/\.$/, "");
}

/** The server's own page, any page of this machine, and those that were set. */
function isKnownOrigin(origin: string, request: Request, settings: GuardSettings): boolean {
  const { allowed_origins } = settings;
  const wanted = bareOrigin(origin);
  if (allowed_origins.some((one) => one === "*" || bareOrigin(one) === wanted)) return true;
  const page = URL.parse(origin);
  if (!page || !/^https?:$/.test(page.protocol)) return false;
  if (page.host === URL.parse(request.url)?.host) return true;
  return isLocalName(page.hostname) || isLoopback(page.hostname.replace(/^\[|\]$/g, ""));
}

/** An origin as browsers write it: in lower case, without a slash at its end or the port that its scheme has anyway. */
function bareOrigin(origin: string): string {
  const url = URL.parse(origin);
  return url ? `${url.protocol}//${url.host.toLowerCase()}` : origin;
}

function isLoopback(address: string): boolean {
  return /^(::ffff:)?127\.\d+\.\d+\.\d+$/.test(address) || address === "::1";
}

/** Browsers leave out the origin where a page of another site embeds or submits something without reading the answer. */
function isForeignPage({ headers, method }: Request): boolean {
  if (headers.get("sec-fetch-site") !== "cross-site") return false;
  const reads = method === "GET" || method === "HEAD";
  return !reads || headers.get("sec-fetch-mode") !== "navigate";
}
