/** What a configuration's data come to with an edit. Pure, and as long as the data are, so in steps. */

import { bytesOf } from "../bytes_of.ts";
import type { Work } from "../clock/work.ts";
import { checkConfig } from "./check.ts";
import { ConfigError, type ConfigProblem } from "./config_error.ts";
import { mergePatch } from "./merge_patch.ts";
import { isEmptyOverlay, type Overlay } from "./overlay.ts";
import { partsOf } from "./parts.ts";
import type { ConfigPatch } from "./patch_from_request.ts";
import { ruleReferences } from "./references.ts";
import type { ConfigFile } from "./schema.ts";

/**
 * Data with edits merged into them one after the other; they may grow to `mostBytes` by that. Throws `ConfigError` where what they
 * come to is wrong.
 */
export function* withEdits(
  before: ConfigFile,
  edits: readonly ConfigPatch[],
  mostBytes: number,
): Work<ConfigFile> {
  // Rules that stay have been checked, and there may be thousands.
  const { rules, moreRules, texts, posted: _, ...rest } = before;
  const checked = yield* checkConfig(edits.reduce<unknown>(mergePatch, rest));
  if (checked.kind === "bad") throw new ConfigError(checked.problems);
  const next = {
    ...rules && !edits.some((edit) => Object.hasOwn(edit, "rules")) ? { rules } : {},
    ...moreRules ? { moreRules } : {},
    ...texts ? { texts } : {},
    ...checked.file,
  };
  const [broken, ...more] = yield* allReferences(next);
  if (broken) throw new ConfigError([broken, ...more]);
  const tooMuch = yield* growthProblem(before, next, mostBytes);
  if (tooMuch) throw new ConfigError([tooMuch]);
  return next;
}

/** Data with all edits of an overlay. */
export function* withOverlay(
  before: ConfigFile,
  overlay: Overlay,
  mostBytes: number,
): Work<ConfigFile> {
  if (isEmptyOverlay(overlay)) return before;
  return yield* withEdits(before, [overlay.removed, overlay.set], mostBytes);
}

/** What rules speak of and is not there. */
function* allReferences(file: ConfigFile): Work<readonly ConfigProblem[]> {
  const { rules = [], moreRules = [] } = file;
  const problems = [...yield* ruleReferences(rules, file)];
  for (const more of moreRules) problems.push(...yield* ruleReferences(more.rules, file));
  return problems;
}

/** Why data may not grow to `after`, if they may not. */
function* growthProblem(
  before: ConfigFile,
  after: ConfigFile,
  most: number,
): Work<ConfigProblem | undefined> {
  const bytes = yield* bytesIn(after);
  if (bytes <= most || bytes <= (yield* bytesIn(before))) return undefined;
  return {
    path: [],
    text: `the configuration would come to ${bytes} bytes, and ${most} is the most`,
    remedy: "Take out what is not needed, or raise config_bytes in [server] of config.toml.",
  };
}

function* bytesIn({ moreRules = [], ...file }: ConfigFile): Work<number> {
  let bytes = 0;
  for (const whole of [file, ...moreRules]) {
    for (const { data, keys } of partsOf({ ...whole })) {
      bytes += bytesOf(data);
      yield keys;
    }
  }
  return bytes;
}
