// @ts-check
/** A request to take along: to be sent again, as a command, as a test's assertion. */

/** @import { RequestDetail } from "../api.js" */

/** Headers that a command and a browser set by themselves. */
const SET_ANYWAY =
  /^(?:host|content-length|connection|accept-encoding|user-agent|origin|referer|sec-.*)$/;

/**
 * The headers with which a request can be sent again: those that were masked are not known.
 * @param {RequestDetail["request"]} request
 */
export function headersAgain(request) {
  return Object.entries(request?.headers ?? {})
    .filter(([name, value]) => !SET_ANYWAY.test(name) && !value.includes("***"));
}

/**
 * The same request again, as far as it was kept.
 * @param {RequestDetail} detail
 * @param {string} origin
 */
export function asCurl({ method, path, request }, origin) {
  const headers = headersAgain(request)
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
