/** The control plane: whom it tells what, and that nobody does anything for onlookers while there are none. */

import { assertEquals } from "@std/assert";
import { createConfigStore } from "../../lib/config/store.ts";
import { FakeClock } from "../../lib/clock/fake_clock.ts";
import {
  type ControlEvent,
  createControlPlane,
  type Edit,
  type Watch,
} from "../../lib/server/create_control_plane.ts";
import { controlPlaneOverThreads } from "../../lib/server/workers.ts";
import { createThreadState } from "../../lib/server/serving.ts";

function start(file?: () => string) {
  const clock = new FakeClock();
  const store = createConfigStore({ file: {}, unixMs: () => 0 });
  const state = createThreadState(store.current, clock);
  const watches: string[] = [];
  const watch: Watch = (listener) => {
    watches.push("begun");
    const stop = state.watch(listener);
    return () => {
      watches.push("stopped");
      stop();
    };
  };
  const control = createControlPlane({
    store,
    clock,
    ...state,
    watch,
    spread: () => Promise.resolve(),
    ...(file ? { readConfig: () => Promise.resolve({ text: file(), source: "c.toml" }) } : {}),
  });
  const request = (id: string) =>
    state.ledger.opened({ id, method: "POST", path: "/v1/chat/completions" });
  return { control, request, watches };
}

function told(event: ControlEvent): string {
  return event.kind === "request" ? event.request.id : event.kind;
}

Deno.test("control: requests are watched while somebody looks on, once for all, and no longer", () => {
  const { control, request, watches } = start();
  request("before");
  assertEquals(watches, []);
  const heard: string[][] = [[], []];
  const stops = heard.map((list) => control.subscribe((event) => list.push(told(event))));
  request("both");
  stops[0]?.();
  request("second");
  assertEquals(watches, ["begun"]);
  stops[1]?.();
  request("after");
  assertEquals(watches, ["begun", "stopped"]);
  assertEquals(heard, [["both"], ["both", "second"]]);
  control.subscribe(() => {});
  assertEquals(watches, ["begun", "stopped", "begun"]);
});

Deno.test("control: a serving thread asks the main one for limits only where something is limited", async () => {
  const { control } = start();
  const asked: string[] = [];
  const remote = {
    ...control,
    subscribe: () => Promise.resolve(() => {}),
    takeFromLimits(...[owner, limits, tokens]: Parameters<typeof control.takeFromLimits>) {
      asked.push(owner);
      return control.takeFromLimits(owner, limits, tokens);
    },
  };
  const { takeFromLimits } = controlPlaneOverThreads(remote);
  assertEquals(await takeFromLimits("free", {}, 5), await control.takeFromLimits("free", {}, 5));
  const grants = [1, 2].map(() => takeFromLimits("bound", { requests: 1 }, 5));
  assertEquals((await Promise.all(grants)).map(({ kind }) => kind), ["granted", "refused"]);
  assertEquals(asked, ["bound", "bound"]);
});

Deno.test("control: an edit is told to the program and to who looks on, an end only to them", async () => {
  const { control } = start();
  const edits: Edit[] = [];
  const heard: string[] = [];
  control.onEdit((edit) => edits.push(edit));
  control.subscribe((event) => heard.push(told(event)));
  await control.patchConfig({ general: { jitter: 0.5 } });
  await control.patchConfig({ general: { jitter: -1 } });
  control.close();
  assertEquals(edits.map(({ kind }) => kind), ["done", "refused"]);
  assertEquals(heard, ["config", "config", "closing"]);
});

Deno.test("control: who looks on later is told that the file is broken, until it is not", async () => {
  const texts = ["[general", "[general]\ndefault_tokens_per_second = 3\n"];
  const { control } = start(() => texts.shift() ?? "");
  const toldAtOnce = () => {
    const heard: string[] = [];
    control.subscribe((event) =>
      heard.push(event.kind === "config" ? event.edit.kind : event.kind)
    )();
    return heard;
  };
  assertEquals(toldAtOnce(), []);
  await control.reloadConfig();
  await control.patchConfig({ tokens_per_second: 2 });
  assertEquals(toldAtOnce(), ["refused"]);
  await control.reloadConfig();
  assertEquals(toldAtOnce(), []);
});
