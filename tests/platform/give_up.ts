/** Gives up what the program does once it serves, and prints what is left: `deno run -A tests/platform/give_up.ts`. */

import { denoPlatform } from "../../lib/platform/deno.ts";

denoPlatform().giveUpPermissions();
const names = ["net", "read", "env", "write", "run", "ffi", "sys"] as const;
const left = names.filter((name) => Deno.permissions.querySync({ name }).state === "granted");
console.log(left.join());
