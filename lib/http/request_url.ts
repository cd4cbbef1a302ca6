/** A URL whose path stands behind its query. */

/**
 * A client whose base URL carries settings, `http://localhost:8000/v1?tps=80`, appends its path behind the query:
 * `/v1?tps=80/chat/completions`. Gives the URLs that such a client may mean, the one with the longest path first; none where no path
 * stands there. Whoever asks takes the first that has a route, and sees that the URL as it came has none: a value may hold slashes, too.
 */
export function urlsBehindQuery(url: URL): readonly URL[] {
  if (url.search === "") return [];
  // Some clients write the slashes of the path as %2F, since they stand in a query, and their own query behind it with & or %3F.
  const search = url.search.replaceAll(/%2F/gi, "/")
    .replace(/%3F([^&]*)/i, (_, own: string) => `?${own.replaceAll(/%3D/gi, "=")}`);
  const slashes = [...search.matchAll(/\//g)].map(({ index }) => index).slice(-MOST_SLASHES);
  return slashes.flatMap((at) => {
    const path = /^(\/[a-z][a-z_\d]*(?:\/[^?&]*)?)(?:[?&](.*))?$/.exec(search.slice(at));
    if (!path) return [];
    const [, pathname = "", more] = path;
    // What would climb to another path is none that a client appends.
    if (/(^|\/)(\.|%2e){1,2}(\/|$)/i.test(pathname)) return [];
    const query = search.slice(1, at);
    const meant = new URL(url);
    meant.pathname = url.pathname.replace(/\/$/, "") + pathname;
    meant.search = more === undefined ? query : `${query}&${more}`;
    return [meant];
  });
}

/** The most slashes at which a path may begin. */
const MOST_SLASHES = 32;
