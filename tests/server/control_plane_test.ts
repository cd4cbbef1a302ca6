/** The control plane: whom it tells what, and that nobody does anything for onlookers while there are none. */

import { assertEquals } from "@std/assert";
import { createConfigStore } from "../../lib/config/store.ts";
import { eventLoopTurns } from "../../lib/clock/turns.ts";
import { FakeClock } from "../../lib/clock/fake_clock.ts";
import { createControlPlane } from "../../lib/server/control_plane.ts";
import type { ControlEvent, Edit, Watch } from "../../lib/shared/control_plane.ts";
import { parseWhenNeeded } from "../../lib/config/file/parse_when_needed.ts";
import { createThreadState } from "../../lib/server/serving.ts";

function start(file?: () => string | Promise<string>) {
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
    ...state,
    watch,
    spread: () => Promise.resolve(),
    ...(file
      ? { readConfig: async () => await parseWhenNeeded(await file(), "c.toml", eventLoopTurns()) }
      : {}),
  });
  const request = (id: string) =>
    state.ledger.opened({ id, method: "POST", path: "/v1/chat/completions" });
  return { control, store, request, watches };
}

function told(event: ControlEvent): string {
  return event.kind === "request" ? event.request.id : event.kind;
}

Deno.test("control: requests are watched while somebody looks on, once for all, and no longer", async () => {
  const { control, request, watches } = start();
  request("before");
  assertEquals(watches, []);
  const heard: string[][] = [[], []];
  const stops = heard.map((list) => control.subscribe((event) => list.push(told(event))));
  request("both");
  (await stops[0])?.();
  request("second");
  assertEquals(watches, ["begun"]);
  (await stops[1])?.();
  request("after");
  assertEquals(watches, ["begun", "stopped"]);
  assertEquals(heard, [["both"], ["both", "second"]]);
  control.subscribe(() => {});
  assertEquals(watches, ["begun", "stopped", "begun"]);
});

Deno.test("control: an edit is told to the program and to whoever looks on, an end only to them", async () => {
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
  const toldAtOnce = async () => {
    const heard: string[] = [];
    const stop = await control.subscribe((event) =>
      heard.push(event.kind === "config" ? event.edit.kind : event.kind)
    );
    stop();
    return heard;
  };
  assertEquals(await toldAtOnce(), []);
  await control.reloadConfig();
  await control.patchConfig({ tokens_per_second: 2 });
  assertEquals(await toldAtOnce(), ["refused"]);
  await control.reloadConfig();
  assertEquals(await toldAtOnce(), []);
});

Deno.test("control: of two saves the last is in force, however long reading the first takes, and an edit comes on top", async () => {
  const reads: PromiseWithResolvers<string>[] = [];
  const { control, store } = start(() => {
    const read = Promise.withResolvers<string>();
    reads.push(read);
    return read.promise;
  });
  const speed = () => store.current().defaults.tokens_per_second;
  const reloads = [control.reloadConfig(), control.reloadConfig()];
  await control.patchConfig({ jitter: 0.5 });
  assertEquals(reads.length, 1);
  reads[0]?.resolve("[general]\ndefault_tokens_per_second = 1\n");
  await reloads[0];
  assertEquals([speed(), store.current().defaults.jitter], [1, 0]);
  await control.patchConfig({ jitter: 0.25 });
  reads[1]?.resolve("[general]\ndefault_tokens_per_second = 2\n");
  await reloads[1];
  await control.patchConfig({ jitter: 0.75 });
  assertEquals([speed(), store.current().defaults.jitter], [2, 0.75]);
});
