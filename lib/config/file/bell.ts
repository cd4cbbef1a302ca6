/** Wakes one waiter: rung from anywhere, any number of times, heard once. */

/** A bell. Once its signal is aborted, every wait is over at once. */
export interface Bell {
  /** Wakes who waits, or who waits next. */
  ring(): void;
  /** Waits for a ring that has not been heard yet, for `ms` at most; whether there was one. */
  heardWithin(ms: number): Promise<boolean>;
  /** Waits for `ms`, through all rings; whether there was none. */
  quietFor(ms: number): Promise<boolean>;
}

/** Makes a bell. It holds a timer only while somebody waits. */
export function createBell(signal: AbortSignal): Bell {
  let isRung = false;
  let wake = () => {};

  /** Whether it was rung, once `ms` are over or `isEnough` says so. */
  const wait = async (ms: number, isEnough: () => boolean): Promise<boolean> => {
    const { promise, resolve } = Promise.withResolvers<void>();
    wake = () => {
      if (isEnough()) resolve();
    };
    wake();
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", wake);
    await promise;
    signal.removeEventListener("abort", wake);
    clearTimeout(timer);
    const heard = isRung;
    isRung = false;
    return heard;
  };

  return {
    ring() {
      isRung = true;
      wake();
    },
    heardWithin: (ms) => wait(ms, () => isRung || signal.aborted),
    quietFor: async (ms) => !await wait(ms, () => signal.aborted),
  };
}
