/**
 * Drives the page in a real Chromium: `deno task test:browser`. With words, only the checks whose names have one of them:
 * `deno task test:browser axe keyboard`.
 */

import { assertEquals } from "@std/assert";
import shipped from "../../config.toml" with { type: "text" };
import { accessibilityChecks } from "./accessibility.ts";
import { frameChecks } from "./frames.ts";
import { goneChecks } from "./gone.ts";
import { holdChecks } from "./hold.ts";
import { ATTACK, injectionChecks } from "./injection.ts";
import { keyboardChecks } from "./keyboard.ts";
import { largeLedgerChecks } from "./large_ledger.ts";
import { playChecks } from "./play.ts";
import { raceChecks } from "./race.ts";
import { requestChecks } from "./requests.ts";
import { requestWholeChecks } from "./request_whole.ts";
import { ruleChecks } from "./rules.ts";
import { screenChecks } from "./screen.ts";
import { screenViewChecks } from "./screen_view.ts";
import { tabChecks } from "./tabs.ts";
import { textChecks, TEXTS } from "./text.ts";
import { tuneChecks } from "./tune.ts";
import { type Check, createWorld, findChromium, startBrowser, startServer } from "./world.ts";

const checks = [
  ...raceChecks,
  ...holdChecks,
  ...requestChecks,
  ...requestWholeChecks,
  ...tuneChecks,
  ...playChecks,
  ...ruleChecks,
  ...textChecks,
  ...tabChecks,
  ...goneChecks,
  ...screenChecks,
  ...screenViewChecks,
  ...injectionChecks,
  ...keyboardChecks,
  ...accessibilityChecks,
  ...largeLedgerChecks,
  ...frameChecks,
].filter(({ name }) => Deno.args.length === 0 || Deno.args.some((word) => name.includes(word)));

const CONFIG = shipped + ATTACK + TEXTS;
const browser = await startBrowser(await findChromium());
const server = await startServer(CONFIG);
const world = createWorld(browser, server);
let failed = 0;

/** Whether the check holds; says so, or what is wrong. */
async function holds({ name, run }: Check, otherwise: string): Promise<boolean> {
  const began = performance.now();
  try {
    await run(world);
    assertEquals(world.faults(), [], "no console error, no request to another host");
    console.log(`ok    ${name} (${((performance.now() - began) / 1000).toFixed(1)} s)`);
    return true;
  } catch (error) {
    console.log(`${otherwise}  ${name}\n${error instanceof Error ? error.message : error}`);
    for (const fault of world.faults()) console.log(`      ${fault}`);
    return false;
  } finally {
    await world.closePages();
    await Deno.writeTextFile(server.configPath, CONFIG);
  }
}

// A browser on a busy machine now and then does not answer in time. What fails twice in a row is wrong.
for (const check of checks) {
  if (!await holds(check, "AGAIN") && !await holds(check, "FAIL")) failed++;
}

await browser.close();
await server.stop();
console.log(`\n${checks.length - failed} passed, ${failed} failed`);
Deno.exit(failed === 0 ? 0 : 1);
