/** An open port that stays open: the system may take it away, as it does when file descriptors run out. */

import { pause } from "../clock/pause.ts";
import { printLine, printWarning } from "../platform/console.ts";
import type { Listening, Platform, Serve, Socket } from "../platform/platform.ts";

/** How long to wait before the port is opened again, twice as long each time; a port that lasts so long is well again. */
const FIRST_WAIT_MS = 50;
const LONGEST_WAIT_MS = 1000;

/** Opens a port, and opens it again whenever it fails; rejects as the platform does where it cannot be opened at first. */
export async function keepListening(
  ports: Pick<Platform, "listen">,
  socket: Socket,
  serve: Serve,
  wait: (ms: number) => Promise<void> = pause,
): Promise<Listening> {
  const first = await ports.listen(socket, serve);
  const { port } = first;
  /** How the port is opened again: other threads may have it by then, so the first one joins them. */
  const again = {
    ...socket,
    port,
    sharing: socket.sharing === "first" ? "one_of_several" : socket.sharing,
  } as const;
  const where = `${socket.hostname}:${port}`;
  /** The one that is open, and those that failed whose requests are still under way. */
  const open = new Set([first]);
  let isClosing = false;

  const watch = async (last: Listening) => {
    const reason = await last.failed;
    let waitMs = FIRST_WAIT_MS;
    if (!isClosing) {
      printWarning(`Cannot take connections on ${where} for now: ${reason}. Trying again.`);
    }
    while (!isClosing) {
      await wait(waitMs);
      waitMs = Math.min(2 * waitMs, LONGEST_WAIT_MS);
      const next = isClosing ? undefined : await openAgain();
      if (!next) continue;
      const lasts = await Promise.race([next.failed.then(() => false), wait(LONGEST_WAIT_MS)]);
      if (lasts === false) continue;
      if (!isClosing) printLine(`Connections on ${where} are taken again.`);
      return void watch(next);
    }
  };

  const openAgain = async (): Promise<Listening | undefined> => {
    for (const one of open) void one.close().then(() => open.delete(one));
    try {
      const next = await ports.listen(again, serve);
      open.add(next);
      if (isClosing) await next.close();
      return next;
    } catch {
      return undefined; // Not yet.
    }
  };

  void watch(first);
  return {
    port,
    failed: new Promise(() => {}),
    async close() {
      isClosing = true;
      await Promise.all([...open].map((one) => one.close()));
    },
  };
}
