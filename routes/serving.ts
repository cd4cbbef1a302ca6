/** One thread that serves: its desk, where requests and streams are written down, and the server function. */

import type { Clock } from "../lib/clock.ts";
import type { Config } from "../lib/config/config.ts";
import { type Books, booksOf, type Hub } from "../lib/hub.ts";
import { createLedger, type Ledger } from "../lib/ledger.ts";
import { createOpenStreams, type OpenStreams } from "../lib/open_streams.ts";
import { entropySeed, seededRandom } from "../lib/random.ts";
import { createRouter, type Fetch } from "../lib/router.ts";
import { createTokenizers } from "../lib/tokens/load_tokenizers.ts";
import { eventLoopTurns } from "../lib/tokens/turns.ts";
import { openAiWire } from "./openai_wire.ts";
import { routesOf } from "./table.ts";

/** Where one thread writes down what it does. */
export interface Desk {
  readonly ledger: Ledger;
  readonly streams: OpenStreams;
  readonly books: Books;
}

/** An empty desk. */
export function createDesk(config: () => Config, clock: Clock): Desk {
  const ledger = createLedger(clock, () => config().server.ledger_entries);
  const streams = createOpenStreams();
  return { ledger, streams, books: booksOf(ledger, streams) };
}

/** What a thread's server function is made from. */
export interface ServingParts {
  readonly config: () => Config;
  readonly clock: Clock;
  readonly desk: Desk;
  readonly hub: Hub;
}

/** The server function of one thread. */
export function createFetch({ config, clock, desk, hub }: ServingParts): Fetch {
  const { ledger, streams } = desk;
  const turns = eventLoopTurns();
  const tokenizers = createTokenizers(turns);
  const routes = routesOf({
    config,
    clock,
    tokenizers,
    turns,
    ledger,
    streams,
    hub,
    newSeed: entropySeed,
  });
  const random = seededRandom(entropySeed());
  const apiKeys = () => config().server.api_keys;
  return createRouter(routes, { clock, ledger, random, apiKeys, fallback: openAiWire });
}
