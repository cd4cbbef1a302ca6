/** How an output item is told in events. */

/** An event of an item: its type, and its fields but for type and number. */
export type ItemEvent = readonly [type: string, fields: object];

/** How an item's text is told: what frames it inside the item's own two events, and its deltas, where it is told at all. */
export interface Voice {
  readonly opening: readonly ItemEvent[];
  readonly deltas?: { readonly type: string; readonly place: object };
  /** What is told once so many deltas have been, where these are not told themselves. */
  readonly after?: (deltas: number) => readonly ItemEvent[];
  readonly closing: readonly ItemEvent[];
}
