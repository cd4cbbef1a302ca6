/** File paths as Windows writes them. */

export { dirname } from "@std/path/windows/dirname";
export { join } from "@std/path/windows/join";
export { resolve } from "@std/path/windows/resolve";
