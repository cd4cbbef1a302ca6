/** Of a long list one fault is told, and looked for as if the list were short. */

import { assertEquals } from "@std/assert";
import { z } from "zod";
import { checkedBy } from "../../../routes/validation/long_lists.ts";

const schema = z.object({
  list: z.array(z.object({ a: z.string() })),
  either: z.union([z.string(), z.array(z.int())]).optional(),
  any: z.union([z.array(z.string()), z.array(z.number())]).optional(),
});

const right = Array(5000).fill({ a: "x" });
const paths = (given: Record<string, unknown>) =>
  checkedBy(schema, given).error?.issues.map(({ path }) => path.join("."));

Deno.test("checkedBy() tells of the first wrong item of a list that is long and wrong, by its place", () => {
  assertEquals(paths({ list: Array(5000).fill({ a: 1 }) }), ["list.0.a"]);
  assertEquals(paths({ list: [right[0], { a: 1 }, ...right, {}, {}] }), ["list.1.a"]);
  const unions = checkedBy(schema, { list: [], either: Array(5000).fill("x") }).error?.issues ?? [];
  assertEquals(unions.map((one) => one.code === "invalid_union" && one.errors[1]?.length), [1]);
});

Deno.test("checkedBy() tells of all that is wrong in short lists and behind right beginnings, and gives whole what is right", () => {
  assertEquals(paths({ list: [{ a: 1 }, { a: 2 }] }), ["list.0.a", "list.1.a"]);
  assertEquals(paths({ list: [...right, { a: 1 }, { a: 2 }] }), ["list.5000.a", "list.5001.a"]);
  const given = { list: right, either: Array(5000).fill(7), any: Array(5000).fill(0.5) };
  assertEquals(checkedBy(schema, given).data, given);
  const unsafe = { list: [], either: Array(2000).fill(2 ** 60) };
  assertEquals(checkedBy(schema, unsafe).success, false);
});
