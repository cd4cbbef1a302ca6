/** The hub: whom it tells what, and that nobody does anything for onlookers while there are none. */

import { assertEquals } from "@std/assert";
import { createConfigStore } from "../../lib/config/store.ts";
import { FakeClock } from "../../lib/clock/fake_clock.ts";
import { createHub, type Edit, type HubEvent, type Watch } from "../../lib/server/create_hub.ts";
import { hubOverThreads } from "../../lib/server/workers.ts";
import { createDesk } from "../../lib/server/serving.ts";

function start() {
  const clock = new FakeClock();
  const store = createConfigStore({ file: {}, unixMs: () => 0 });
  const desk = createDesk(store.current, clock);
  const watches: string[] = [];
  const watch: Watch = (listener) => {
    watches.push("begun");
    const stop = desk.watch(listener);
    return () => {
      watches.push("stopped");
      stop();
    };
  };
  const hub = createHub({ store, clock, ...desk, watch, spread: () => Promise.resolve() });
  const request = (id: string) =>
    desk.ledger.open({ id, method: "POST", path: "/v1/chat/completions" });
  return { hub, request, watches };
}

function told(event: HubEvent): string {
  return event.kind === "request" ? event.request.id : event.kind;
}

Deno.test("hub: requests are watched while somebody looks on, once for all, and no longer", () => {
  const { hub, request, watches } = start();
  request("before");
  assertEquals(watches, []);
  const heard: string[][] = [[], []];
  const stops = heard.map((list) => hub.subscribe((event) => list.push(told(event))));
  request("both");
  stops[0]?.();
  request("second");
  assertEquals(watches, ["begun"]);
  stops[1]?.();
  request("after");
  assertEquals(watches, ["begun", "stopped"]);
  assertEquals(heard, [["both"], ["both", "second"]]);
  hub.subscribe(() => {});
  assertEquals(watches, ["begun", "stopped", "begun"]);
});

Deno.test("hub: a serving thread asks the main one for limits only where something is limited", async () => {
  const { hub } = start();
  const asked: string[] = [];
  const remote = {
    ...hub,
    subscribe: () => Promise.resolve(() => {}),
    takeFromLimits(...[owner, limits, tokens]: Parameters<typeof hub.takeFromLimits>) {
      asked.push(owner);
      return hub.takeFromLimits(owner, limits, tokens);
    },
  };
  const { takeFromLimits } = hubOverThreads(remote);
  assertEquals(await takeFromLimits("free", {}, 5), await hub.takeFromLimits("free", {}, 5));
  const grants = [1, 2].map(() => takeFromLimits("bound", { requests: 1 }, 5));
  assertEquals((await Promise.all(grants)).map(({ kind }) => kind), ["granted", "refused"]);
  assertEquals(asked, ["bound", "bound"]);
});

Deno.test("hub: an edit is told to the program and to who looks on, an end only to them", async () => {
  const { hub } = start();
  const edits: Edit[] = [];
  const heard: string[] = [];
  hub.onEdit((edit) => edits.push(edit));
  hub.subscribe((event) => heard.push(told(event)));
  await hub.patchConfig({ general: { jitter: 0.5 } });
  await hub.patchConfig({ general: { jitter: -1 } });
  hub.close();
  assertEquals(edits.map(({ kind }) => kind), ["done", "refused"]);
  assertEquals(heard, ["config", "config", "closing"]);
});
