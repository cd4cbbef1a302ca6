/**
 * Which of many rules may hold of a request. Each rule is filed under one thing that must be so for it to hold: of all those the one
 * that it shares with fewest others. A request looks up what is so of it, and only the rules found there are asked.
 */

import type { Work } from "../clock/work.ts";
import type { When } from "../config/rules/rule_schema.ts";
import { textConditionOf } from "../config/rules/text_condition.ts";
import { hashText } from "../random.ts";
import type { Facts, TextFact } from "./facts.ts";
import { isLiteral } from "../config/glob.ts";
import { literalsOf } from "./literal.ts";

/** Finds rules by number. */
export interface RuleIndex {
  /** The numbers of all that may hold, in their order. */
  candidates(facts: Facts): Iterable<number>;
}

/** Texts are filed by three letters in a row, which any text that has the wanted one has too. */
const GRAM = 3;
/** Of a long text so many are looked at. */
const MOST_GRAMS = 64;

const TEXTS = ["user", "result", "system", "message"] as const;
const VALUES = [
  "session",
  "model",
  "result_of",
  "tools",
  "request",
  "turn",
  "response_format",
  "dialect",
] as const;
type TextKind = (typeof TEXTS)[number];
type ValueKind = (typeof VALUES)[number];

/** What must be so, as a number below 2^20; that two things share one costs a look at a rule more. */
type Key = number;
const KEYS = 2 ** 20;

/** Keys of which the rarest is found in a step. */
const KEYS_A_STEP = 8;

/** Makes the index of rules. */
export function* indexRules(
  rules: readonly { readonly when?: When | undefined }[],
): Work<RuleIndex> {
  const keys: (readonly Key[])[] = [];
  const frequency = new Map<Key, number>();
  for (const { when } of rules) {
    const all = when ? keysOf(when) : NONE;
    for (const key of all) frequency.set(key, (frequency.get(key) ?? 0) + 1);
    keys.push(all);
    yield 1 + all.length;
  }

  const always: number[] = [];
  const filed = new Map<Key, number[]>();
  for (const [number, all] of keys.entries()) {
    const key = rarest(all, frequency);
    const drawer = key === undefined ? always : filed.get(key) ?? [];
    drawer.push(number);
    if (key !== undefined) filed.set(key, drawer);
    yield 1 + all.length / KEYS_A_STEP;
  }
  const values = VALUES.filter((kind) => rules.some(({ when }) => when?.[kind] !== undefined));
  const texts = TEXTS.filter((kind) => rules.some(({ when }) => when?.[kind] !== undefined));
  return {
    candidates(facts) {
      if (filed.size === 0) return always;
      const found = new Set<number>();
      const lookUp = (key: Key) => {
        for (const number of filed.get(key) ?? NONE) found.add(number);
      };
      for (const kind of values) {
        for (const value of valuesOf(kind, facts)) lookUp(valueKey(kind, value));
      }
      for (const [salt, kind] of TEXTS.entries()) {
        if (!texts.includes(kind)) continue;
        for (const { lower } of textsOf(kind, facts)) {
          for (let at = 0; at + GRAM <= lower.length; at++) lookUp(gramKey(lower, at, salt));
        }
      }
      return inOrder([...found].sort((a, b) => a - b), always);
    },
  };
}

const NONE: readonly number[] = [];

function rarest(keys: readonly Key[], frequency: ReadonlyMap<Key, number>): Key | undefined {
  let best: Key | undefined;
  let least = Infinity;
  for (const key of keys) {
    const count = frequency.get(key) ?? 0;
    if (count < least) [best, least] = [key, count];
  }
  return best;
}

/** Everything that must be so for a rule to hold, as far as it can be looked up. */
function keysOf(when: When): readonly Key[] {
  const keys: Key[] = [];
  for (const kind of VALUES) {
    for (const value of [when[kind] ?? []].flat()) {
      if (isLiteral(`${value}`)) keys.push(valueKey(kind, `${value}`));
    }
  }
  for (const [salt, kind] of TEXTS.entries()) addGrams(keys, when[kind], salt);
  return keys;
}

function addGrams(keys: Key[], written: string | undefined, salt: number): void {
  if (written === undefined) return;
  const condition = textConditionOf(written);
  const texts = condition.kind === "contained" ? [condition.text] : literalsOf(condition.source);
  const most = keys.length + MOST_GRAMS;
  for (const text of texts) {
    for (let at = 0; at + GRAM <= text.length && keys.length < most; at++) {
      keys.push(gramKey(text, at, salt));
    }
  }
}

function valueKey(kind: ValueKind, value: string): Key {
  return (hashText(`${kind}:${value}`) >>> 0) % KEYS;
}

function gramKey(text: string, at: number, salt: number): Key {
  const [a, b, c] = [text.charCodeAt(at), text.charCodeAt(at + 1), text.charCodeAt(at + 2)];
  return (a * 11_171 + b * 211 + c * 3 + salt * 262_147) % KEYS;
}

function valuesOf(kind: ValueKind, facts: Facts): Iterable<string> {
  const { session, model, request, dialect } = facts.asked;
  switch (kind) {
    case "session":
      return session === undefined ? [] : [session];
    case "model":
      return [model];
    case "result_of":
      return facts.results().map(({ name = "" }) => name);
    case "tools":
      return facts.tools();
    case "request":
      return [`${request}`];
    case "turn":
      return [`${facts.turn()}`];
    case "response_format":
      return [facts.format()];
    case "dialect":
      return [dialect];
  }
}

function textsOf(kind: TextKind, facts: Facts): readonly TextFact[] {
  switch (kind) {
    case "user":
      return [facts.user()];
    case "result":
      return facts.results();
    case "system":
      return [facts.system()];
    case "message":
      return facts.messages();
  }
}

/** Two lists of numbers that rise, as one. */
function* inOrder(some: readonly number[], others: readonly number[]): Generator<number> {
  let at = 0;
  for (const number of others) {
    for (; at < some.length; at++) {
      const next = some[at];
      if (next === undefined || next > number) break;
      yield next;
    }
    yield number;
  }
  yield* some.slice(at);
}
