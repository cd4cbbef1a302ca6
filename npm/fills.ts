/**
 * What Node 20 and 22 lack of the web's and JavaScript's standards. The bundle names these in the globals' place (`inject` and
 * `define` in build/bundle.ts), so that who imports the package keeps the globals that were there.
 */

import { URLPattern as Pattern } from "urlpattern-polyfill/urlpattern";

/** `URLPattern`, which Node has from 24 on. */
export const URLPattern: typeof globalThis.URLPattern = globalThis.URLPattern ?? Pattern;

/** `Promise.withResolvers`, which Node has from 22 on. */
export function withResolvers<T>(): PromiseWithResolvers<T> {
  let resolve: PromiseWithResolvers<T>["resolve"] = () => {};
  let reject: PromiseWithResolvers<T>["reject"] = () => {};
  const promise = new Promise<T>((resolveIt, rejectIt) => {
    resolve = resolveIt;
    reject = rejectIt;
  });
  return { promise, resolve, reject };
}

/** `Map.groupBy`, which Node has from 21 on. */
export function groupBy<Item, Key>(
  items: Iterable<Item>,
  keyOf: (item: Item, index: number) => Key,
): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  let index = 0;
  for (const item of items) {
    const key = keyOf(item, index++);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
