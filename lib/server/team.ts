/** The threads that serve: when one of them ends, the others serve on, and another takes its place. */

import type { Clock } from "../clock/clock.ts";
import { printError, printLine } from "../platform/console.ts";
import { errorText } from "../platform/error_text.ts";
import type { Thread } from "../platform/platform.ts";
import type { RequestSummary } from "../ledger/told_request.ts";
import type { Watch } from "../shared/control_plane.ts";
import { releasing } from "./relay.ts";
import { startWorker, type WorkerApi, type WorkerStart } from "./workers.ts";

/** What a team is made of. */
export interface TeamParts {
  readonly size: number;
  readonly clock: Clock;
  startThread(): Thread;
  /** What a thread begins with that starts now. */
  first(): WorkerStart;
}

/** The threads that serve now, and what is asked of all of them. */
export interface Team {
  /** Changes when one of them ends. */
  readonly threads: readonly WorkerApi[];
  readonly watch: Watch;
  /** Lets all serve, and those who come later. */
  serve(begin: (thread: WorkerApi) => Promise<void>): Promise<void>;
}

/** Before another thread takes the place of one that has ended, in milliseconds: what ends at once must not keep starting. */
const PAUSE_MS = 1000;
/** … and where none can start, as without memory or file descriptors, each pause is twice as long as the last, up to this. */
const LONGEST_PAUSE_MS = 60_000;

type Listener = (request: RequestSummary) => void;

/** A thread that is ready to serve. */
interface Started {
  readonly thread: WorkerApi;
  /** Ends it, and asks nothing of it any longer. */
  dismiss(): void;
}

/** Starts so many threads, which do not serve yet; rejects with what one of them throws. */
export async function startTeam({ size, clock, startThread, first }: TeamParts): Promise<Team> {
  const threads: WorkerApi[] = [];
  /** Those who look on, and how to stop telling them of each thread. */
  const watchers = new Map<Listener, Promise<() => Promise<void>>[]>();
  const serving = Promise.withResolvers<(thread: WorkerApi) => Promise<void>>();

  const watched = (thread: WorkerApi, listener: Listener) => releasing(thread.watch)(listener);

  const start = async (): Promise<Started> => {
    const end = startThread();
    const { promise: ended, resolve } = Promise.withResolvers<string>();
    end.addEventListener("error", (event) => {
      event.preventDefault();
      resolve(event instanceof ErrorEvent ? event.message : "it has stopped");
    });
    const failed = ended.then((why) => Promise.reject(new Error(why)));
    try {
      const thread = await Promise.race([startWorker(end, first()), failed]);
      threads.push(thread);
      const leave = () => threads.splice(threads.indexOf(thread), 1);
      void ended.then((why) => {
        if (!threads.includes(thread)) return;
        leave();
        printError(`A serving thread has ended: ${why}. The others serve on, and another starts.`);
        void replace();
      });
      return {
        thread,
        dismiss() {
          leave();
          end.terminate();
        },
      };
    } catch (error) {
      end.terminate();
      throw error;
    }
  };

  const replace = async (waitMs = PAUSE_MS) => {
    await new Promise<void>((resolve) => clock.wakeAt(clock.now() + waitMs, resolve));
    try {
      await take(await start());
      printLine("Another thread serves in its place.");
    } catch (error) {
      printError(`Cannot start another thread: ${errorText(error)}. Trying again.`);
      void replace(Math.min(2 * waitMs, LONGEST_PAUSE_MS));
    }
  };

  /** Lets a thread serve that has started in another's place; one that cannot is dismissed. */
  const take = async ({ thread, dismiss }: Started) => {
    try {
      for (const [listener, stops] of watchers) stops.push(watched(thread, listener));
      await (await serving.promise)(thread);
    } catch (error) {
      dismiss();
      throw error;
    }
  };

  await Promise.all(Array.from({ length: size }, start));
  return {
    threads,
    watch(listener) {
      watchers.set(listener, threads.map((thread) => watched(thread, listener)));
      return () => {
        const stops = watchers.get(listener) ?? [];
        watchers.delete(listener);
        for (const stop of stops) void stop.then((stop) => stop());
      };
    },
    async serve(begin) {
      serving.resolve(begin);
      await Promise.all(threads.map(begin));
    },
  };
}
