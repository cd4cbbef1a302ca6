// @ts-check
/// <reference lib="dom" />
/**
 * A browser opens six connections to one server, for all tabs together, and lets whatever is more wait without a word.
 * Streams of all tabs share four of them here, in the open: one is for events, and one is left for what is pressed.
 */

const SLOTS = ["stream 1", "stream 2", "stream 3", "stream 4"];

/**
 * Does it once a slot is free; says so first where none is. Without locks (no HTTPS, not localhost) it is done at once.
 * @template T
 * @param {AbortSignal} signal Ends the wait, with an `AbortError`.
 * @param {() => void} mustWait
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function inSlot(signal, mustWait, work) {
  const { locks } = navigator;
  if (!locks) return work();
  for (const name of SLOTS) {
    const slot = await taken(name, { ifAvailable: true });
    if (slot) return work().finally(slot);
  }
  mustWait();
  const others = new AbortController();
  const until = AbortSignal.any([signal, others.signal]);
  const slot = await Promise.any(SLOTS.map(async (name) => {
    const slot = await taken(name, { signal: until });
    // A second one that came in the same moment goes back.
    if (!slot || others.signal.aborted) throw slot?.();
    others.abort();
    return slot;
  })).catch(() => {
    throw new DOMException("Stopped while it waited.", "AbortError");
  });
  return work().finally(slot);
}

/**
 * Takes a lock; gives the way to let it go, or nothing where it is not to be had.
 * @param {string} name
 * @param {LockOptions} options
 * @returns {Promise<(() => void) | undefined>}
 */
function taken(name, options) {
  return new Promise((resolve, reject) => {
    navigator.locks.request(name, options, (lock) => {
      if (!lock) return resolve(undefined);
      return new Promise((letGo) => resolve(() => letGo(undefined)));
    }).catch(reject);
  });
}
