/** Things of one kind that are kept by id, whichever thread keeps or asks. */

import { z } from "zod";
import { isRecord } from "../is_record.ts";

/** Where values are kept; the newest of all kinds together. */
export interface Keeper {
  /** Keeps a value that can pass between threads. */
  keep(id: string, value: unknown): Promise<void>;
  recall(id: string): Promise<unknown>;
  /** Whether there was any. */
  forget(id: string): Promise<boolean>;
  /** All values whose ids begin like that, the oldest first. */
  recallAll(prefix: string): Promise<readonly unknown[]>;
}

/** One kind of things. */
export interface Shelf<T> {
  put(id: string, thing: T): Promise<void>;
  get(id: string): Promise<T | undefined>;
  /** Whether there was any. */
  remove(id: string): Promise<boolean>;
  /** The oldest first. */
  list(): Promise<readonly T[]>;
}

/** Makes the shelf of a kind. What stands there was put there as it is, and is not checked again. */
export function shelfOf<T extends object>(kind: string, keeper: Keeper): Shelf<T> {
  const thing = z.custom<T>(isRecord);
  const keyOf = (id: string) => `${kind}/${id}`;
  return {
    put: (id, value) => keeper.keep(keyOf(id), value),
    get: async (id) => thing.safeParse(await keeper.recall(keyOf(id))).data,
    remove: (id) => keeper.forget(keyOf(id)),
    async list() {
      const all = await keeper.recallAll(keyOf(""));
      return all.flatMap((one) => thing.safeParse(one).data ?? []);
    },
  };
}
