/**
 * Jest's `test` and `expect` with a `mocker` for each test.
 *
 * ```js
 * const { expect, test } = require("openai-stream-mocker/jest"); // or import, where Jest runs modules
 *
 * test("shows the answer", async ({ mocker }) => {
 *   await mocker.reply({ text: "Hello!" });
 *   // … the app, with mocker.baseURL …
 *   await expect(mocker).toHaveStreamed({ tokensPerSecond: 50 });
 * });
 * ```
 *
 * @module
 */

import { afterAll, beforeAll, expect, test as base } from "@jest/globals";
import { matchers, type StreamMatchers } from "./kit/matchers.ts";
import type { Mocker } from "./kit/mocker.ts";
import { addReport, reportOf } from "./kit/report.ts";
import { createKitServer, START_TIMEOUT_MS } from "./kit/server.ts";

export { expect };
export type { Fault, Held, Mocker, OpenStream, Place, Reply, Rule, When } from "./kit/mocker.ts";
export type { StreamedSpeed, StreamMatchers } from "./kit/matchers.ts";
export type { RequestDetail, Stream, Verdict } from "./kit/told.ts";

/** Declares a test, which is given a `mocker`. */
export type MockedTest = (
  name: string,
  run: (context: { readonly mocker: Mocker }) => unknown,
  timeoutMs?: number,
) => void;

declare module "expect" {
  interface Matchers<R extends void | Promise<void>, T = unknown> extends StreamMatchers {}
}

const server = createKitServer(new URL("./kit/serve.js", import.meta.url));

const mocked = (declare: typeof base.only): MockedTest => (name, run, timeoutMs) =>
  declare(name, async () => {
    const mocker = await server.open();
    try {
      await run({ mocker });
    } catch (error) {
      addReport(error, await reportOf(mocker));
      throw error;
    } finally {
      await mocker.close();
    }
  }, timeoutMs);

/** Jest's `test` with a `mocker`; `only`, `skip` and `failing` as ever. */
export const test: MockedTest & Readonly<Record<"only" | "skip" | "failing", MockedTest>> = Object
  .assign(mocked(base), {
    only: mocked(base.only),
    skip: mocked(base.skip),
    failing: mocked(base.failing),
  });

expect.extend(matchers);
beforeAll(() => server.start(), START_TIMEOUT_MS);
afterAll(() => server.stop());
