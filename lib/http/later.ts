/** What is loaded when it is first needed, so that no start waits for what nobody has asked for. */

import type { Handler } from "./exchange.ts";

/** Loads when it is first asked, once; a load that failed is tried again. */
export function loadOnce<T>(load: () => Promise<T>): () => Promise<T> {
  let loading: Promise<T> | undefined;
  return () => {
    if (loading) return loading;
    const begun = load();
    loading = begun;
    begun.catch(() => loading = undefined);
    return begun;
  };
}

/** Gives the handler of a name, which loads all of them when one is first called. */
export function later<Name extends string>(
  load: () => Promise<Readonly<Record<Name, Handler>>>,
): (name: Name) => Handler {
  let loaded: Readonly<Record<Name, Handler>> | undefined;
  const handlers = loadOnce(async () => loaded = await load());
  return (name) => (exchange) =>
    loaded ? loaded[name](exchange) : handlers().then((all) => all[name](exchange));
}
