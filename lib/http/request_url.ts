/** The URL that a request means. */

/**
 * A client whose base URL carries settings, `http://localhost:8000/v1?tps=80`, appends its path behind the query:
 * `/v1?tps=80/chat/completions`. Moves such a path to where it belongs; every other URL stays as it is.
 */
export function requestUrl(raw: string): URL {
  const url = new URL(raw);
  if (url.search === "") return url;
  // Some clients write the slashes of the path as %2F, since they stand in a query.
  const search = url.search.replaceAll(/%2F/gi, "/");
  const path = /^\?([^/]*)(\/[a-z][a-z_\d]*(?:\/.*)?)$/.exec(search);
  if (!path) return url;
  const [, query = "", rest = ""] = path;
  const [pathname = "", more] = rest.split("?", 2);
  url.pathname = url.pathname.replace(/\/$/, "") + pathname;
  url.search = more === undefined ? query : `${query}&${more}`;
  return url;
}
