/** What the kit uses of Playwright Test, whose own types are there where it is used. */

/** What is known of the test that runs. */
export interface TestInfo {
  readonly status?: string;
  readonly expectedStatus: string;
  attach(name: string, options: { body: string; contentType: string }): Promise<void>;
}

/** `test`, with its fixtures. */
export interface TestType<TestArgs, WorkerArgs> {
  (name: string, run: (args: TestArgs & WorkerArgs, info: TestInfo) => unknown): void;
  extend<T extends object, W extends object>(
    fixtures:
      & {
        readonly [Name in keyof T]: (
          args: TestArgs & WorkerArgs & W,
          use: (value: T[Name]) => Promise<void>,
          info: TestInfo,
        ) => Promise<void>;
      }
      & {
        readonly [Name in keyof W]: readonly [
          // deno-lint-ignore ban-types -- Playwright reads what a fixture takes from how it is written, and wants {}.
          (args: {}, use: (value: W[Name]) => Promise<void>) => Promise<void>,
          { readonly scope: "worker"; readonly timeout?: number },
        ];
      },
  ): TestType<TestArgs & T, WorkerArgs & W>;
}

/** What Playwright's own tests are given. */
export interface PlaywrightTestArgs {
  readonly page: unknown;
}
export interface PlaywrightTestOptions {
  readonly baseURL?: string;
}
export interface PlaywrightWorkerArgs {
  readonly browser: unknown;
}
export interface PlaywrightWorkerOptions {
  readonly headless?: boolean;
}

/** `expect`, to which matchers are added. */
export interface Expect<Added = object> {
  (actual: unknown): Added;
  extend<More>(matchers: object): Expect<Added & More>;
}

export const test: TestType<
  PlaywrightTestArgs & PlaywrightTestOptions,
  PlaywrightWorkerArgs & PlaywrightWorkerOptions
>;
export const expect: Expect;
