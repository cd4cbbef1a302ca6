/** What the kit uses of Vitest, whose own types are there where it is used. */

/** A fixture's function: sets up, lets the test run by `use`, and cleans up. */
type Fixture<Value> = (
  context: { readonly task: { readonly result?: { readonly errors?: readonly unknown[] } } },
  use: (value: Value) => Promise<void>,
) => Promise<void>;

/** `test`, with its fixtures. */
export interface TestAPI<Context = object> {
  (name: string, run: (context: Context) => unknown): void;
  extend<More extends object>(
    fixtures: { readonly [Name in keyof More]: Fixture<More[Name]> },
  ): TestAPI<Context & More>;
}

/** `expect` */
export interface ExpectStatic {
  (actual: unknown): unknown;
  extend(matchers: object): void;
}

/** What `expect` gives, which kits add to. */
// deno-lint-ignore no-empty-interface
export interface Matchers<T> {}

export const test: TestAPI;
export const expect: ExpectStatic;
export function beforeAll(run: () => unknown, timeoutMs?: number): void;
export function afterAll(run: () => unknown): void;
