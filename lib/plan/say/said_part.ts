/** One part of an answer that somebody has written down, part by part. */

/** What it says. */
export type SaidPart =
  | { readonly kind: "text" | "reasoning" | "refusal"; readonly text: string }
  /** The response of this name, as the configuration has it. */
  | { readonly kind: "response"; readonly name: string }
  /** A call, and what is given with it: JSON, or whatever else is to be sent. */
  | { readonly kind: "call"; readonly name: string; readonly arguments: string };
