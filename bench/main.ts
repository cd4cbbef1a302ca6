/** `deno task bench [name…]`: measures what the README says of this server, and prints it as a table. */

import type { Figure, Scenario } from "./scenario.ts";
import { abort } from "./scenarios/abort.ts";
import { arrivals } from "./scenarios/arrivals.ts";
import { beside } from "./scenarios/beside.ts";
import { hostile } from "./scenarios/hostile.ts";
import { prompts } from "./scenarios/prompts.ts";
import { rate } from "./scenarios/rate.ts";
import { ready } from "./scenarios/ready.ts";
import { request } from "./scenarios/request.ts";
import { soak } from "./scenarios/soak.ts";
import { tenThousand } from "./scenarios/ten_thousand.ts";
import { thousand } from "./scenarios/thousand.ts";
import { twoHundred } from "./scenarios/two_hundred.ts";
import { twoThousand } from "./scenarios/two_thousand.ts";
import { workers } from "./scenarios/workers.ts";

const SCENARIOS: readonly Scenario[] = [
  rate,
  twoHundred,
  thousand,
  twoThousand,
  tenThousand,
  abort,
  arrivals,
  request,
  prompts,
  beside,
  hostile,
  soak,
  ready,
  workers,
];

const chosen = choose(Deno.args);
if (chosen.length === 0) {
  console.error(`Choose from: ${SCENARIOS.map(({ name }) => name).join(", ")}; or none for all.`);
  Deno.exit(1);
}
await run(chosen);

function choose(names: readonly string[]): readonly Scenario[] {
  if (names.length === 0) return SCENARIOS;
  const known = names.every((name) => SCENARIOS.some((scenario) => scenario.name === name));
  return known ? SCENARIOS.filter(({ name }) => names.includes(name)) : [];
}

async function run(scenarios: readonly Scenario[]): Promise<void> {
  const began = new Date();
  const machine = await describeMachine();
  console.log(
    `${machine.cpu}, ${machine.cores} cores, load ${machine.load}, Deno ${machine.deno}\n`,
  );
  console.log("| figure | to reach | measured | |\n| --- | --- | --- | --- |");
  const figures: (Figure & { readonly scenario: string })[] = [];
  for (const scenario of scenarios) {
    for (const figure of await figuresOf(scenario)) {
      figures.push({ scenario: scenario.name, ...figure });
      const { what, toReach, measured, reached } = figure;
      console.log(`| ${what} | ${toReach} | ${measured} | ${sign(reached)} |`);
    }
  }
  const name = scenarios.length === SCENARIOS.length
    ? "latest"
    : `${scenarios.map(({ name }) => name).join("-")}.local`;
  const path = new URL(`./results/${name}.json`, import.meta.url);
  const seconds = (Date.now() - began.getTime()) / 1000;
  const result = { began: began.toISOString(), seconds, machine, figures };
  await Deno.mkdir(new URL("./results/", import.meta.url), { recursive: true });
  await Deno.writeTextFile(path, `${JSON.stringify(result, null, 2)}\n`);
  console.log(`\n${seconds.toFixed(0)} s; bench/results/${name}.json`);
}

/** One benchmark that cannot be run does not keep the others from it. */
async function figuresOf(scenario: Scenario): Promise<readonly Figure[]> {
  try {
    return await scenario.run();
  } catch (error) {
    const measured = `could not be run: ${error instanceof Error ? error.message : String(error)}`;
    return [{ what: scenario.name, toReach: "", measured, reached: false, values: {} }];
  }
}

function sign(reached: boolean | undefined): string {
  return reached === undefined ? "" : reached ? "yes" : "no";
}

async function describeMachine() {
  const [info, load] = await Promise.all([read("/proc/cpuinfo"), read("/proc/loadavg")]);
  return {
    cpu: /^model name\s*:\s*(.+)/m.exec(info)?.[1] ?? Deno.build.arch,
    cores: navigator.hardwareConcurrency,
    load: load.split(" ")[0] ?? "",
    os: Deno.build.os,
    deno: Deno.version.deno,
    floor: Deno.env.has("FLOOR"),
    sseload: Deno.env.has("SSELOAD"),
  };
}

async function read(path: string): Promise<string> {
  try {
    return await Deno.readTextFile(path);
  } catch {
    return "";
  }
}
