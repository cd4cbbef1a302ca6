/** A URL whose path stands behind its query. */

/**
 * A client whose base URL carries settings, `http://localhost:8000/v1?tps=80`, appends its path behind the query:
 * `/v1?tps=80/chat/completions`. Gives the URL that such a client means, or nothing where no path stands there. Whoever asks must
 * see that a route has the one and none has the other: a value may hold slashes, too.
 */
export function urlBehindQuery(url: URL): URL | undefined {
  if (url.search === "") return undefined;
  // Some clients write the slashes of the path as %2F, since they stand in a query, and their own query behind it with & or %3F.
  const search = url.search.replaceAll(/%2F/gi, "/")
    .replace(/%3F([^&]*)/i, (_, own: string) => `?${own.replaceAll(/%3D/gi, "=")}`);
  const path = /^\?([^/]*)(\/[a-z][a-z_\d]*(?:\/[^?&]*)?)(?:[?&](.*))?$/.exec(search);
  if (!path) return undefined;
  const [, query = "", pathname = "", more] = path;
  // What would climb to another path is none that a client appends.
  if (/(^|\/)(\.|%2e){1,2}(\/|$)/i.test(pathname)) return undefined;
  const meant = new URL(url);
  meant.pathname = url.pathname.replace(/\/$/, "") + pathname;
  meant.search = more === undefined ? query : `${query}&${more}`;
  return meant;
}
