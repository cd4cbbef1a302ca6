/** One thread that serves: its state, where requests and streams are written down, and the server function. */

import type { Clock } from "../clock/clock.ts";
import { type Config, settingsFor } from "../config/config.ts";
import { asksStrict, prepareOverrides } from "../config/overrides.ts";
import { boundedMemo } from "../config/bounded_memo.ts";
import type { Deps } from "../dialect/deps.ts";
import { loadSampler } from "../dialect/plan_answer.ts";
import type { Provider } from "../http/provider.ts";
import type { Route } from "../http/route_table.ts";
import { createRouter, type Fetch } from "../http/router.ts";
import { createLedger, type Ledger } from "../ledger/ledger.ts";
import { createOpenStreams, type OpenStreams } from "../stream/open_streams.ts";
import { entropySeed, nextSeed, seededRandom } from "../random.ts";
import { createPostedHolder, type PostedHolder } from "../rules/posted.ts";
import { createRules } from "../rules/rules.ts";
import type { Bounds } from "../shared/bounded_map.ts";
import type { ControlPlane, Journal, Watch } from "../shared/control_plane.ts";
import { type SharedBySession, sharedIn } from "../shared/shared.ts";
import { encodingFor } from "../tokens/encoding_for.ts";
import { createTokenizers } from "../tokens/load_tokenizers.ts";
import type { EncodingName, Tokenizers } from "../tokens/tokenizer.ts";
import { eventLoopTurns } from "../clock/turns.ts";
import { logLine } from "../ledger/access_log.ts";
import { allOf, type Observer } from "../ledger/observer.ts";
import { gaugesOf } from "../metrics/gauges.ts";
import { createMetrics } from "../metrics/metrics.ts";
import type { Memory } from "../platform/platform.ts";
import { journalOf } from "./journal.ts";

/** Where one thread writes down what it does. */
export interface ThreadState {
  readonly ledger: Ledger;
  readonly streams: OpenStreams;
  /** The ledger, and who else looks on. */
  readonly observer: Observer;
  readonly journal: Journal;
  readonly watch: Watch;
  /** The rules that were sent. */
  readonly posted: PostedHolder;
}

/** How much of what is stored is kept, on all threads together. */
export function storedBounds({ server }: Config): Bounds {
  return { entries: server.ledger_entries, bytes: server.stored_bytes };
}

/** What of the world a thread's state touches; a server without a port needs none of it. */
export interface ThreadWorld {
  /** So many threads share the bytes that may be kept; absent: this one alone. */
  readonly threads?: number;
  /** What the runtime has in use. */
  readonly memory?: () => Memory | undefined;
  /** Writes a line of the access log. */
  readonly log?: (line: string) => void;
  /** Who looks on beside the ledger and the metrics. */
  readonly observers?: readonly Observer[];
}

/** An empty state of one thread. */
export function createThreadState(
  config: () => Config,
  clock: Clock,
  { memory = () => undefined, log, observers = [], threads = 1 }: ThreadWorld = {},
): ThreadState {
  const ledger = createLedger(
    clock,
    {
      entries: () => config().server.ledger_entries,
      saidBytes: () => config().server.ledger_bytes / threads,
      figureBytes: () => config().server.ledger_figures_bytes / threads,
    },
    (summary) => {
      const form = config().server.access_log;
      if (form !== "off") log?.(logLine(summary(), form));
    },
  );
  const metrics = createMetrics((model) => config().models.has(model));
  const streams = createOpenStreams();
  const readMetrics = () => {
    const heldStreams = streams.list().filter(({ paused }) => paused).length;
    const loopDelay = clock.loopDelay();
    const gauges = gaugesOf({
      openStreams: streams.size,
      heldStreams,
      queueLength: streams.waiting,
      loopDelay,
      memory: memory(),
    });
    return [...metrics.read(), ...gauges];
  };
  return {
    ledger,
    streams,
    observer: allOf([ledger, metrics, ...observers]),
    journal: journalOf(ledger, streams, readMetrics),
    watch: ledger.subscribe,
    posted: createPostedHolder(),
  };
}

/** All routes, as `routes/routes.ts` has them, and the services that they belong to. */
export interface RouteTable {
  /** Asked for once more for each session, always in the same order; so what holds for all sessions is not made here. */
  routesOf(deps: Deps): readonly Route[];
  /** In the order in which they are asked whether a request without a route was meant for them. */
  readonly providers: readonly [...Provider[], Provider];
  /** Each loads some of the code that else the first request for it waits for. */
  readonly loads: readonly (() => Promise<unknown>)[];
}

/** What a thread's server function is made from. */
export interface ServingParts {
  readonly config: () => Config;
  readonly clock: Clock;
  readonly state: ThreadState;
  readonly control: ControlPlane;
  readonly shared: SharedBySession;
  readonly table: RouteTable;
  /** What this machine is called among those that serve together; its requests' ids begin so. */
  readonly replica?: string;
  /** Default: the real ones, each loaded when it is needed. */
  readonly tokenizers?: Tokenizers;
}

/** Tables of sessions that are kept made. */
const MOST_TABLES = 1000;

/** Whoever starts a server and asks at once is not to wait for what that request does not need. */
const QUIET_MS = 1000;

/** What one thread serves with. */
export interface Serving {
  readonly fetch: Fetch;
  /**
   * A second after it was called, while no stream is open, loads what the first completions would wait for, some milliseconds
   * each. What cannot be loaded now is left to the request that needs it.
   */
  preload(): Promise<void>;
  /** Does what the first request under new rules would wait for, where there are any. */
  prepareRules(): Promise<void>;
}

/** Makes the server function of one thread. */
export function createServing(parts: ServingParts): Serving {
  const { config, clock, state, control, shared, table } = parts;
  const { ledger, streams } = state;
  const turns = eventLoopTurns();
  const random = seededRandom(entropySeed());
  const tokenizers = parts.tokenizers ?? createTokenizers(turns);
  const newSeed = () => nextSeed(random);
  const rules = createRules({ clock, turns, newSeed }, state.posted.current);
  void shared.watchRunning(streams.setRunning);
  const routesIn = (session: string) =>
    table.routesOf({
      config,
      clock,
      tokenizers,
      turns,
      ledger,
      streams,
      control,
      rules,
      shared: sharedIn(session, shared),
      sessions: shared,
      newSeed,
    });
  return {
    fetch: createRouter(routesIn(""), {
      clock,
      observer: state.observer,
      random,
      ...parts.replica === undefined ? {} : { idPrefix: parts.replica },
      providers: table.providers,
      server: () => config().server,
      sessions: { use: shared.use, routesIn: boundedMemo(MOST_TABLES, routesIn) },
      isStrict: (request) => asksStrict(request, config()),
    }),
    prepareRules: () => rules.prepare(config()),
    async preload() {
      await new Promise<void>((resolve) => clock.wakeAt(clock.now() + QUIET_MS, resolve));
      const encodings = encodingsIn(config()).map((name) => () => tokenizers(name));
      const own = [prepareOverrides, loadSampler, () => rules.prepare(config())];
      for (const load of [...encodings, ...own, ...table.loads]) {
        await turns.next();
        if (streams.size > 0) return;
        await load().catch(() => {});
      }
    },
  };
}

/** The encodings of all models, those that the configuration does not name included. */
function encodingsIn(config: Config): readonly EncodingName[] {
  const models = ["", ...config.models.keys()];
  const all = models.map((model) => encodingFor(model, settingsFor(config, model).encoding));
  return [...new Set(all)];
}
