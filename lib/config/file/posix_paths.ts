/** File paths as every other system than Windows writes them. */

export { dirname } from "@std/path/posix/dirname";
export { join } from "@std/path/posix/join";
export { resolve } from "@std/path/posix/resolve";
