/** `[cluster]`: read at the start alone, and what may be a password in it is never told. */

import { assert, assertEquals, assertThrows } from "@std/assert";
import { doAtOnce } from "../../lib/clock/work.ts";
import { shownUrl } from "../../lib/config/cluster.ts";
import { ConfigError } from "../../lib/config/config_error.ts";
import { parseConfig } from "../../lib/config/file/parse.ts";
import { patchFromRequest } from "../../lib/config/patch_from_request.ts";
import { createConfigStore } from "../../lib/config/store.ts";
import { createStreamMocker } from "../../routes/mod.ts";

const URL_WITH_PASSWORD = "redis://mock:s3cret@engine.test:6380/2?password=s3cret";

function storeOf(text: string) {
  return createConfigStore({ ...parseConfig(text, "config.toml"), unixMs: () => 0 });
}

Deno.test("[cluster] has a prefix and a patience of its own accord, and is none without a url", () => {
  assertEquals(storeOf('[cluster]\nurl = "redis://localhost"').current().cluster, {
    url: "redis://localhost",
    prefix: "mocker",
    patience_ms: 50,
  });
  assertEquals(storeOf('[cluster]\nprefix = "team"').current().cluster, undefined);
  assertEquals(storeOf("[general]").current().cluster, undefined);
});

Deno.test("a url that is none of Redis is refused, and not told", () => {
  for (
    const url of ["http://s3cret@engine", "s3cret", "redis://a:s3cret@ho st", "redis://a/s3cret"]
  ) {
    const error = assertThrows(
      () => parseConfig(`[cluster]\nurl = "${url}"`, "config.toml"),
      ConfigError,
    );
    assertEquals(
      error.message,
      "config.toml:2: [cluster] url: got something else. Write it as redis://user:password@host:6379/0, or rediss://.",
    );
  }
});

Deno.test("a changed [cluster] is told without the url, and that it needs a restart", async () => {
  const store = storeOf(`[cluster]\nurl = "redis://localhost"\npatience_ms = 20`);
  const next = `[cluster]\nurl = "${URL_WITH_PASSWORD}"\npatience_ms = 30`;
  const { lines, warnings } = await store.replaceWith(parseConfig(next, "config.toml"));
  assertEquals(lines, ["cluster: url changed", "cluster: patience_ms 20 → 30"]);
  assertEquals(warnings, [
    "config.toml: [cluster] is read at the start alone: restart the server to change it.",
  ]);
  assertEquals((await store.replaceWith(parseConfig(next, "config.toml"))).warnings, []);
});

Deno.test("POST /config does not take [cluster]", () => {
  assertThrows(
    () => doAtOnce(patchFromRequest({ cluster: { patience_ms: 5 } })),
    ConfigError,
    "Cannot apply: [cluster]: what replicas share cannot be changed over HTTP. Change it in config.toml.",
  );
});

Deno.test("GET /config shows where the engine is, and no password", async () => {
  const mocker = createStreamMocker({ config: `[cluster]\nurl = "${URL_WITH_PASSWORD}"` });
  const text = await (await mocker.fetch("http://mock/config")).text();
  assertEquals(JSON.parse(text).cluster, {
    url: "redis://mock:***@engine.test:6380/2",
    prefix: "mocker",
    patience_ms: 50,
  });
  assert(!text.includes("s3cret"));
  assertEquals(shownUrl("redis://localhost:6379"), "redis://localhost:6379");
  assertEquals(shownUrl("rediss://:s3cret@engine.test"), "rediss://:***@engine.test");
});
