/**
 * How a protocol words an answer otherwise than it should. A dialect says for which values of these settings it has words, and which;
 * whoever serves it asks nothing else of it.
 */

import { SHAPE_KEYS, type ShapeKey } from "../config/shapes.ts";
import type { Settings } from "../config/settings.ts";
import type { FinishReason, Plan } from "../plan/plan.ts";
import { changed, type EventChange, type WireEvent } from "../stream/events.ts";
import type { Dialect, Shape, Shapes } from "./dialect.ts";

/** An answer's settings as its protocol takes them. */
export interface Shaped<Body> {
  /** Bends a plan. */
  plan(plan: Plan): Plan;
  /** The dialect, with other words. */
  readonly dialect: Dialect<Body>;
  /** Which of these settings do something here. */
  readonly effective: readonly ShapeKey[];
  /** Which values do nothing, and why. */
  readonly unmeant: readonly Unmeant[];
}

/** A value of a setting that an answer cannot mean. */
export interface Unmeant {
  readonly key: ShapeKey;
  readonly name: string;
  /** Ends a sentence that begins with it. */
  readonly why: string;
}

/** What the plan has already, or what this protocol says in any case. */
export const asItIs: Shape<never> = { whole: (json) => json };

/** A dialect as settings shape it; itself where they do not. */
export function shaped<Body>(
  dialect: Dialect<Body>,
  settings: Settings,
  isStream: boolean,
): Shaped<Body> {
  const asked = SHAPE_KEYS.flatMap((key) => askedOf(settings, key, dialect.shapes ?? {}));
  if (asked.length === 0) return { plan: (plan) => plan, dialect, effective: [], unmeant: [] };
  const whyNot = (shape: Shape<Body> | undefined): string | undefined => {
    if (shape === undefined) return "this protocol has no such thing";
    return isStream || shape.whole ? undefined : "the answer is not streamed";
  };
  const shapes = asked.flatMap(({ shape }) => shape ?? []);
  return {
    plan: (plan) => shapes.reduce((bent, shape) => shape.plan?.(bent) ?? bent, plan),
    dialect: {
      ...dialect,
      writer: (answer) =>
        shapes.reduce(
          (writer, shape) => shape.writer?.(writer, answer) ?? writer,
          dialect.writer(answer),
        ),
      whole: (answer) =>
        shapes.reduce(
          (json, shape) => shape.whole ? shape.whole(json, answer) : json,
          dialect.whole(answer),
        ),
    },
    effective: SHAPE_KEYS.filter((key) =>
      asked.some((one) => one.key === key && whyNot(one.shape) === undefined)
    ),
    unmeant: asked.flatMap(({ key, name, shape }) => {
      const why = whyNot(shape);
      return why === undefined ? [] : [{ key, name, why }];
    }),
  };
}

/** A stream that ends as it should, or that goes on after its end: no protocol words that. */
const WORDLESS: Shapes<never> = { ending: { complete: {}, linger: {} } };

/** One value that settings have, and what a protocol makes of it. */
interface Asked<Body> {
  readonly key: ShapeKey;
  readonly name: string;
  readonly shape: Shape<Body> | undefined;
}

/** The values of one setting, in the order in which the protocol names them, then those that it does not know. */
function askedOf<Body>(
  settings: Settings,
  key: ShapeKey,
  shapes: Shapes<Body>,
): readonly Asked<Body>[] {
  const value = settings[key];
  if (value === undefined) return [];
  const names: readonly string[] = typeof value === "string" ? [value] : value;
  const own: Readonly<Record<string, Shape<Body>>> = { ...WORDLESS[key], ...shapes[key] };
  const known = Object.entries(own).filter(([name]) => names.includes(name));
  const unknown = names.filter((name) => !Object.hasOwn(own, name));
  return [
    ...known.map(([name, shape]) => ({ key, name, shape })),
    ...unknown.map((name) => ({ key, name, shape: undefined })),
  ];
}

/** Changes the events of a stream; `begin` begins anew for each. */
export function streamed(begin: (plan: Plan) => EventChange): Shape<unknown> {
  return { writer: (writer, { plan }) => changed(writer, plan.usage, begin(plan)) };
}

/** Changes each event of a stream by itself. */
export function eachEvent(change: (event: WireEvent) => WireEvent): Shape<unknown> {
  return streamed(() => (events) => events.map(change));
}

/** The finish reasons that a protocol has words for. */
export function finishes(...names: readonly FinishReason[]): NonNullable<Shapes<never>["finish"]> {
  return Object.fromEntries(names.map((name) => [name, { ...asItIs, plan: telling(name) }]));
}

/** Ends all choices for a reason, whatever they say; an end by hand tells it too. */
function telling(reason: FinishReason): (plan: Plan) => Plan {
  return (plan) => ({
    ...plan,
    choices: plan.choices.map(({ deltas, end }) => ({
      deltas,
      end: { at: end.at, value: { reason, isForced: true } },
    })),
  });
}
