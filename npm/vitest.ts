/**
 * Vitest's `test` and `expect` with a `mocker` for each test.
 *
 * ```ts
 * import { expect, test } from "openai-stream-mocker/vitest";
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

import { afterAll, beforeAll, expect, test as base, type TestAPI } from "vitest";
import { matchers, type StreamMatchers } from "./kit/matchers.ts";
import type { Mocker } from "./kit/mocker.ts";
import { addReport, reportOf } from "./kit/report.ts";
import { createKitServer, START_TIMEOUT_MS } from "./kit/server.ts";

export { expect };
export type { Fault, Held, Mocker, OpenStream, Place, Reply, Rule, When } from "./kit/mocker.ts";
export type { StreamedSpeed, StreamMatchers } from "./kit/matchers.ts";
export type { RequestDetail, Stream, Verdict } from "./kit/told.ts";

declare module "vitest" {
  interface Matchers<T> extends StreamMatchers {}
}

const server = createKitServer(new URL("./kit/serve.js", import.meta.url));

/** Vitest's `test`, whose context has a `mocker`. */
export const test: TestAPI<{ mocker: Mocker }> = base.extend<{ mocker: Mocker }>({
  mocker: async ({ task }, use) => {
    const mocker = await server.open();
    await use(mocker);
    const errors = task.result?.errors ?? [];
    if (errors.length > 0) {
      const report = await reportOf(mocker);
      for (const error of errors) addReport(error, report);
    }
    await mocker.close();
  },
});

expect.extend(matchers);
beforeAll(() => server.start(), START_TIMEOUT_MS);
afterAll(() => server.stop());
