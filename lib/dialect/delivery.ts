/** How an answer is delivered: as events, or whole, at once or after its time; and the job that its frames are. */

import type { Settings } from "../config/settings.ts";
import type { Delivery } from "../ledger/observer.ts";
import { tokensUntil } from "../plan/place.ts";
import type { Plan } from "../plan/plan.ts";
import type { Prompt } from "../plan/prompt.ts";
import { endsAt } from "../plan/steps.ts";
import type { ToldPlan } from "../plan/told_plan.ts";
import type { Frame } from "../stream/frame.ts";
import { framesEndedAfter, framesOf } from "../stream/frames.ts";
import { framed } from "../stream/framing.ts";
import type { Forecast } from "../stream/forecast.ts";
import { CLEAR, type Weather } from "../stream/hazard.ts";
import { byHand } from "../stream/hazards/by_hand.ts";
import { holdsHead } from "../stream/hazards/head.ts";
import type { Hold } from "../stream/hold.ts";
import type { StreamJob, StreamSource } from "../stream/stream_job.ts";
import { inHand, weathered } from "../stream/weathered.ts";
import type { StreamWriter } from "../stream/writer.ts";
import type { Answer, Dialect } from "./dialect.ts";

/** How a request and its settings ask to be answered. */
export function askedDelivery(prompt: Prompt, settings: Settings): Delivery {
  if (prompt.delivery === "stream") return "stream";
  return settings.whole_responses === "paced" ? "paced" : "at_once";
}

/** How an answer is delivered after all. Weather and a hold happen to frames, so a whole answer that has either is paced. */
export function deliveryOf(
  asked: Delivery,
  { hold_at }: Settings,
  weather: Weather | undefined,
): Delivery {
  return asked === "at_once" && (weather || hold_at !== undefined) ? "paced" : asked;
}

/** The job of an answer, before it is known when it starts; `told` is what it tells where it is not streamed. */
export function jobOf<Body>(
  dialect: Dialect<Body>,
  answer: Answer<Body>,
  told: ToldPlan | undefined,
  forecast: Forecast,
  weather: Weather | undefined,
): Source & Required<Pick<StreamJob, "hold" | "speed" | "endsAt">> {
  const { plan, settings } = answer;
  const { delivery: asked } = forecast;
  const ends = endsAt(plan);
  const source = told
    ? paced(dialect, { ...answer, told }, asked === "at_once" ? 0 : ends, weather)
    : streamed(dialect, answer, forecast, weather);
  return { ...source, hold: holdOf(settings, plan, asked), speed: settings.speed, endsAt: ends };
}

/** Where an answer holds itself. A whole one does so before its time begins, since it has no other place. */
function holdOf({ hold_at, hold_seconds }: Settings, plan: Plan, asked: Delivery): Hold {
  const longestMs = hold_seconds * 1000;
  if (hold_at === undefined) return { afterTokens: Infinity, longestMs };
  return { afterTokens: asked === "stream" ? tokensUntil(hold_at, plan) : 0, longestMs };
}

/** What leaves, and what becomes of it by hand. */
type Source = StreamSource & Pick<StreamJob, "holdsHead">;

function streamed<Body>(
  dialect: Dialect<Body>,
  answer: Answer<Body>,
  forecast: Forecast,
  weather: Weather | undefined,
): Source {
  const { plan } = answer;
  const made = () => {
    const writer = dialect.writer(answer);
    const frames = framed(dialect.framing, framesOf(plan, writer));
    return { frames, writer, anew: () => dialect.writer(answer) };
  };
  const endedAfter = (sent: number) =>
    framed(dialect.framing, framesEndedAfter(sent, plan, dialect.writer(answer)));
  const inWeather = (weather: Weather) =>
    inHand({ frames: made, endedAfter }, weather, (fault) => byHand(fault, forecast));
  if (!weather) {
    const befall: Source["befall"] = (...how) => inWeather(CLEAR).befall(...how);
    return { frames: made().frames, endedAfter, befall };
  }
  return {
    ...inWeather(weather),
    ...(holdsHead(answer.settings) ? { holdsHead: true } : {}),
  };
}

/** The whole answer as one frame at `at`, its head with it; ended by hand, it says what was due by then. */
function paced<Body>(
  dialect: Dialect<Body>,
  { told, ...answer }: Answer<Body> & { readonly told: ToldPlan },
  at: number,
  weather: Weather | undefined,
): Source {
  const whole = (plan: Plan, at: number): readonly Frame[] => [{ kind: "head", at }, {
    kind: "data",
    at,
    data: JSON.stringify(dialect.whole({ ...answer, plan })),
    tokens: plan.usage.completionTokens,
  }];
  const endedAfter = (sent: number, atMs: number) =>
    whole(told.until(atMs), Math.min(at, atMs)).slice(sent);
  const frames = () => whole(told.plan, at);
  if (!weather) return { frames: frames(), endedAfter, holdsHead: true };
  const made = () => ({ frames: frames(), writer: WORDLESS, anew: () => WORDLESS });
  return { ...weathered({ frames: made, endedAfter }, weather), holdsHead: true };
}

/** A whole answer has no words for what befalls it. */
const WORDLESS: StreamWriter = { delta: () => [], end: () => [] };
