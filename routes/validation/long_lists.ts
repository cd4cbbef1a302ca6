/** Checks a body whose lists may be long: zod would list every item that is wrong, and a client is told of one. */

import { z } from "zod";
import type { RawBody } from "../../lib/dialect/dialect.ts";
import { areUnsafe } from "./whole_numbers.ts";
import { asType, schemaAt, unwrapped } from "./zod_issues.ts";

/** So many items are looked at before all are: as many wrong ones take zod 5 ms to list, and all of them 0.2 s. */
const LONG = 1000;

/** A body by its schema. Of a long list that is wrong from its beginning, the error tells of the first item that is. */
export function checkedBy<Shape extends z.ZodRawShape>(
  schema: z.ZodObject<Shape>,
  given: RawBody,
): z.ZodSafeParseResult<z.output<z.ZodObject<Shape>>> {
  return schema.safeParse(cutAtFault(schema, given));
}

/** A body with such a list cut behind that item; as it is where it has none. */
function cutAtFault(schema: z.ZodObject, given: RawBody): RawBody {
  for (const [key, list] of Object.entries(given)) {
    if (!Array.isArray(list) || list.length <= LONG) continue;
    const item = itemOf(schemaAt(schema, [key]));
    const at = item ? list.slice(0, LONG).findIndex((one) => isWrong(item, one)) : -1;
    if (at >= 0) return { ...given, [key]: list.slice(0, at + 1) };
  }
  return given;
}

function isWrong(item: z.ZodType, value: unknown): boolean {
  const { error } = item.safeParse(value);
  return error !== undefined && !areUnsafe(error.issues);
}

/** The schema of a list's items, where what is no list is none of its other forms. */
function itemOf(schema: z.ZodType | undefined): z.ZodType | undefined {
  const forms = schema instanceof z.ZodUnion
    ? schema.options.map((one) => unwrapped(asType(one)))
    : [schema];
  const lists = forms.filter((one) => one instanceof z.ZodArray);
  return lists.length === 1 ? asType(lists[0]?.element) : undefined;
}
