/** The conversations that are kept, and what responses add to them. */

import { ApiError } from "../../../lib/api_error.ts";
import type { Deps } from "../../../lib/dialect/deps.ts";
import { hex, seededRandom } from "../../../lib/random.ts";
import { type Shelf, shelfOf } from "../../../lib/shared/shelf.ts";
import type { InputItem } from "../responses/input.ts";
import { type StoredItem, storedItems } from "../responses/stored_item.ts";

/** One item, from when on it is there. */
interface DatedItem {
  readonly item: StoredItem;
  /** Milliseconds since 1970. */
  readonly sinceUnixMs: number;
}

/** A conversation. */
export interface Conversation {
  readonly id: string;
  /** Seconds since 1970. */
  readonly created: number;
  readonly metadata: object;
  /** The oldest first. */
  readonly items: readonly DatedItem[];
}

/** Where they are. */
export function keptConversations({ shared }: Deps): Shelf<Conversation> {
  return shelfOf("conversation", shared);
}

/** A new one, which is not kept yet. */
export function newConversation(metadata: object, deps: Deps): Conversation {
  const id = `conv_${hex(seededRandom(deps.newSeed()), 48)}`;
  return { id, created: Math.floor(deps.clock.unixMs() / 1000), metadata, items: [] };
}

/** A kept one, or the 404. */
export async function findConversation(id: string, deps: Deps): Promise<Conversation> {
  const found = await keptConversations(deps).get(id);
  if (found) return found;
  throw new ApiError({ status: 404, message: `Conversation with id '${id}' not found.` });
}

/** The items that are there by now. */
export function itemsNow({ items }: Conversation, { clock }: Deps): readonly StoredItem[] {
  const now = clock.unixMs();
  return items.filter(({ sinceUnixMs }) => sinceUnixMs <= now).map(({ item }) => item);
}

/** Keeps a conversation with more items, which are there from a moment on, and gives these as they are stored. */
export async function addItems(
  conversation: Conversation,
  items: readonly InputItem[],
  sinceUnixMs: number,
  deps: Deps,
): Promise<readonly StoredItem[]> {
  const { id, items: before } = conversation;
  const stored = await storedItems(items, id, deps.turns, before.length);
  const dated = stored.map((item) => ({ item, sinceUnixMs }));
  await keptConversations(deps).put(id, { ...conversation, items: [...before, ...dated] });
  return stored;
}
