/** `--check-config FILE`: what is wrong with a configuration, without serving it. */

import { eventLoopTurns } from "../clock/turns.ts";
import { configFrom } from "../config/config.ts";
import { ConfigError } from "../config/config_error.ts";
import { loadPaths } from "../config/file/paths.ts";
import { printError, printLine } from "../platform/console.ts";
import type { Platform } from "../platform/platform.ts";
import { createFindRules } from "../rules/in_force.ts";
import { neverAnswering } from "../rules/never.ts";
import { createConfigReader } from "./config_reader.ts";
import { printWarnings } from "./messages.ts";

/** Prints every problem, and which rules can never answer; ends the process with 1 where there is any. */
export async function checkConfigFile(platform: Platform, file: string): Promise<void> {
  const { resolve } = await loadPaths(platform.pathStyle);
  const path = resolve(platform.cwd(), file);
  try {
    const parsed = await (await createConfigReader(platform, path)).read();
    printWarnings(parsed.warnings);
    const find = createFindRules(eventLoopTurns());
    const { sets } = await find(configFrom(parsed.file, 0).rules, new Map(), undefined);
    const rules = sets.flatMap((set) => set.rules);
    const never = neverAnswering(rules);
    for (const { rule, why } of never) {
      printError(`${rule.source}: rule '${rule.name}' can never answer: ${why}.`);
    }
    if (never.length > 0) return platform.exit(1);
    printLine(`${path}: good, with ${rules.length} rules.`);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    for (const line of error.lines) printError(line);
    return platform.exit(1);
  }
}
