// @ts-check
/** A request to take along: as a command, as a test's assertion. */

/** @import { RequestDetail } from "../api.js" */

/** Headers that a command sets by itself, or that were masked. */
const NOT_SENT =
  /^(?:host|content-length|connection|accept-encoding|user-agent|origin|referer|sec-.*)$/;

/**
 * The same request again, as far as it was kept.
 * @param {RequestDetail} detail
 * @param {string} origin
 */
export function asCurl({ method, path, request }, origin) {
  const headers = Object.entries(request?.headers ?? {})
    .filter(([name, value]) => !NOT_SENT.test(name) && !value.includes("***"))
    .map(([name, value]) => ` \\\n  -H ${quoted(`${name}: ${value}`)}`);
  const body = request?.body ? ` \\\n  --data ${quoted(JSON.stringify(request.body))}` : "";
  const url = quoted(`${origin}${request?.url ?? path}`);
  return `curl -N -X ${method} ${url}${headers.join("")}${body}`;
}

/**
 * That the newest request is as this one was.
 * @param {RequestDetail} detail
 * @param {string} origin
 */
export function asAssertion({ model, path, status, outcome, stream }, origin) {
  return `const response = await fetch("${origin}/requests?limit=1");
const { data: [request] } = await response.json();
const { model, path, status, outcome, stream } = request;
assert.deepStrictEqual(
  { model, path, status, outcome, stream },
  ${JSON.stringify({ model, path, status, outcome, stream }, null, 2).replaceAll("\n", "\n  ")},
);`;
}

/** @param {string} text */
function quoted(text) {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
