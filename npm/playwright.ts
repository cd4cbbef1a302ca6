/**
 * Playwright Test's `test` and `expect` with a `mocker` for each test.
 *
 * ```ts
 * import { expect, test } from "openai-stream-mocker/playwright";
 *
 * test("Stop stops", async ({ page, mocker }) => {
 *   const held = await mocker.hold(5);
 *   await page.goto(`http://localhost:3000/?api=${mocker.baseURL}`);
 *   // …
 *   await expect(mocker).toHaveStoppedAt(5);
 * });
 * ```
 *
 * @module
 */

import {
  type Expect,
  expect as baseExpect,
  type PlaywrightTestArgs,
  type PlaywrightTestOptions,
  type PlaywrightWorkerArgs,
  type PlaywrightWorkerOptions,
  test as base,
  type TestType,
} from "@playwright/test";
import { type MatcherFunctions, matchers } from "./kit/matchers.ts";
import type { Mocker } from "./kit/mocker.ts";
import { reportOf } from "./kit/report.ts";
import { createKitServer, type KitServer, START_TIMEOUT_MS } from "./kit/server.ts";

export type { Fault, Held, Mocker, OpenStream, Place, Reply, Rule, When } from "./kit/mocker.ts";
export type { MatcherFunctions, StreamedSpeed } from "./kit/matchers.ts";
export type { RequestDetail, Stream, Verdict } from "./kit/told.ts";

/** Playwright's `test`, with a `mocker` for each test, and one server for each worker. */
export const test: TestType<
  PlaywrightTestArgs & PlaywrightTestOptions & { mocker: Mocker },
  PlaywrightWorkerArgs & PlaywrightWorkerOptions & { mockerServer: KitServer }
> = base.extend<{ mocker: Mocker }, { mockerServer: KitServer }>({
  // Playwright reads from how it is written what a fixture takes, and wants a pattern.
  // deno-lint-ignore no-empty-pattern
  mockerServer: [async ({}, use) => {
    const server = createKitServer(new URL("./kit/serve.js", import.meta.url));
    await server.start();
    await use(server);
    await server.stop();
  }, { scope: "worker", timeout: START_TIMEOUT_MS }],
  mocker: async ({ mockerServer }, use, info) => {
    const mocker = await mockerServer.open();
    await use(mocker);
    if (info.status !== info.expectedStatus) {
      const { rules, requests, text } = await reportOf(mocker);
      const attach = (name: string, body: string, contentType = "application/json") =>
        info.attach(name, { body, contentType });
      await attach("what came to the mock", text, "text/plain");
      await attach("rules of the mock", JSON.stringify(rules, null, 2));
      await attach("ledger of the mock", JSON.stringify(requests, null, 2));
    }
    await mocker.close();
  },
});

/** Playwright's `expect`, with the matchers for streams. */
export const expect: Expect<MatcherFunctions> = baseExpect.extend<MatcherFunctions>(matchers);
