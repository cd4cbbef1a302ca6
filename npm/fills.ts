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
