/**
 * Checks a running server from outside:
 * `deno run -A tests/conformance/run.ts http://localhost:8000 [--keyed URL --key KEY] [--only TEXT]`
 *
 * `--keyed` names a second server whose `[server] api_keys` hold KEY; without it those checks are
 * skipped. `--only` runs the checks whose id holds TEXT.
 */
import { allChecks } from "./all.ts";
import { type Check, STRICT, type Target, targetOf } from "./check.ts";

const PATIENCE_MS = 30_000;

const [base, ...rest] = Deno.args;
if (base === undefined) throw new Error("Cannot check a server: no URL given");

const flag = (name: string): string | undefined => {
  const at = rest.indexOf(`--${name}`);
  return at < 0 ? undefined : rest[at + 1];
};

function over(url: string, key: string): Target {
  return targetOf((path, init) => fetch(url.replace(/\/$/, "") + path, init), { ...STRICT, key });
}

const keyed = flag("keyed");
const open = over(base, STRICT.key);
const locked = keyed === undefined ? undefined : over(keyed, flag("key") ?? STRICT.key);

async function failure(check: Check, target: Target): Promise<string | undefined> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error("took too long")), PATIENCE_MS);
  try {
    await Promise.race([check.run(target), late.promise]);
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  } finally {
    clearTimeout(timer);
  }
}

const counts = { passed: 0, failed: 0, skipped: 0 };
for (const check of allChecks.filter(({ id }) => id.includes(flag("only") ?? ""))) {
  const target = check.needs === "api_keys" ? locked : open;
  const why = target === undefined ? undefined : await failure(check, target);
  counts[target === undefined ? "skipped" : why === undefined ? "passed" : "failed"]++;
  if (why !== undefined) console.log(`FAIL ${check.id} (${check.source}): ${why}`);
}
if (counts.skipped > 0) console.log(`${counts.skipped} skipped: they need --keyed`);
console.log(`${counts.passed} passed, ${counts.failed} failed`);
Deno.exit(counts.failed > 0 ? 1 : 0);
