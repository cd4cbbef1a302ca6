/** What the kit uses of Jest's `expect`. */

/** What `expect` gives, which kits add to. */
// deno-lint-ignore no-empty-interface
export interface Matchers<R extends void | Promise<void>, T = unknown> {}
