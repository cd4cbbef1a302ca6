/// <reference lib="dom" />
/** Sliders, what they apply, and a config file that is saved while pages are open. */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { until } from "./client.ts";
import { runCurl, runScript } from "./snippets.ts";
import type { Check, World } from "./world.ts";

/** Checks of Tune, and of what is told to all views. */
export const tuneChecks: readonly Check[] = [
  {
    name: "any setting is set by its name, with the server's words for it, and unset again",
    async run({ open, server }) {
      const page = await open({ view: "tune" });
      const inForce = async () =>
        (await (await fetch(`${server.origin}/config/gpt-4`)).json()).error_at;
      await page.selectOption('[data-part="any-model"]', "gpt-4");
      await page.locator('[data-part="any-name"]').focus();
      await page.waitForSelector('#setting-names option[value="error_at"]', { state: "attached" });
      await page.fill('[data-part="any-name"]', "error_at");
      assert((await page.locator('[data-part="any-words"]').innerText()).length > 10);
      await page.fill('[data-part="any-value"]', "5");
      await page.getByRole("button", { name: "Set", exact: true }).click();
      await page.waitForSelector("text=In force: 5");
      assertEquals(await inForce(), 5);
      await page.getByRole("button", { name: "Unset" }).click();
      await page.waitForSelector("text=In force: not set");
      assertEquals(await inForce(), undefined);
    },
  },
  {
    name: "a slider applies through the API, and another page shows it",
    async run({ open, server }) {
      const [page, other] = [await open({ view: "tune" }), await open({ view: "tune" })];
      const speed = page.getByRole("slider", { name: "Speed of gpt-4", exact: true });
      await speed.focus();
      for (let i = 0; i < 5; i++) await page.keyboard.press("ArrowRight");
      const shown = await page.locator('[data-model="gpt-4"] output').first().innerText();
      const inForce = async () =>
        (await (await fetch(`${server.origin}/config/gpt-4`)).json()).tokens_per_second;
      await until("the server has it", async () => await inForce() > 5);
      await until(
        "the last step has been applied",
        async () => shown.startsWith((await inForce()).toFixed(2)),
      );
      const there = other.locator('[data-model="gpt-4"] output').first();
      await until("the other page has it", async () => await there.innerText() === shown);
      await page.getByRole("button", { name: "Reload config.toml" }).click();
      const back = page.locator('[data-model="gpt-4"] output').first();
      await until(
        "a reload takes it back",
        async () => (await back.innerText()).startsWith("5.00"),
      );
    },
  },
  {
    name:
      "settings are copied as curl, as the openai client and as TOML, and each does what it says",
    async run({ open, server }) {
      const page = await open({ view: "tune" });
      const slider = page.getByRole("slider", { name: "Jitter of gpt-4o", exact: true });
      await slider.focus();
      await page.keyboard.press("ArrowRight");
      await page.getByRole("button", { name: "Copy as … gpt-4o", exact: true })
        .click();
      const copied = async (name: string) => {
        await page.getByRole("button", { name: `Copy as ${name}` }).click();
        await page.getByRole("button", { name: "Copied" }).first().waitFor();
        return await page.evaluate(() => navigator.clipboard.readText());
      };
      const name = "gpt-4o?tps=65&ttft=600&jitter=0.41";
      const curl = await copied("curl");
      assertMatch(curl, /^curl -N http:\/\/localhost:\d+\/v1\/chat\/completions --json '/);
      assert(curl.includes(name), curl);
      assertMatch(await runCurl(curl), /data: \[DONE\]/);
      const client = await copied("openai client");
      assert(client.includes(name), client);
      assertMatch(await runScript(client), /Once upon/);

      const toml = await copied("TOML");
      assertEquals(
        toml,
        '# [models."gpt-4o"]\ntokens_per_second = 65\nttft_ms = 600\njitter = 0.41',
      );
      // As its hint says: into that table, beside what else is there.
      await page.getByText('belong into [models."gpt-4o"]').waitFor();
      const before = await Deno.readTextFile(server.configPath);
      const table = '[models."gpt-4o"]\n';
      await Deno.writeTextFile(server.configPath, before.replace(table, `${table}${toml}\n`));
      const inForce = async () => await (await fetch(`${server.origin}/config/gpt-4o`)).json();
      const post = await fetch(`${server.origin}/config/reload`, { method: "POST" });
      assertEquals((await post.json()).message.startsWith("Configuration reloaded"), true);
      assertEquals((await inForce()).jitter, 0.41);
      assertEquals((await inForce()).profile, "flagship", "what else was in the table stays");
      await Deno.writeTextFile(server.configPath, before);
      await (await fetch(`${server.origin}/config/reload`, { method: "POST" })).body?.cancel();
      await until("the first file is back", async () => (await inForce()).jitter === 0.4);
    },
  },
  {
    name: "the first token goes back to one interval, and what is not paced has no sliders",
    async run({ open, server }) {
      const page = await open({ view: "tune" });
      const first = page.getByRole("slider", { name: "First token of gpt-4", exact: true });
      const inForce = async () =>
        (await (await fetch(`${server.origin}/config/gpt-4`)).json()).ttft_ms;
      await first.focus();
      for (let i = 0; i < 20; i++) await page.keyboard.press("ArrowRight");
      await until("it is in force", async () => await inForce() > 0);
      await page.keyboard.press("Home");
      await until("it is gone", async () => await inForce() === undefined);
      const output = page.locator('[data-model="gpt-4"] label', { hasText: "First token" });
      await output.getByText("one interval").waitFor();
      const embeddings = page.locator('[data-model="text-embedding-3-small"]');
      await embeddings.getByText("no tokens to pace").waitFor();
      assertEquals(await embeddings.getByRole("slider").count(), 0);
      await fetch(`${server.origin}/config/reload`, { method: "POST" });
    },
  },
  {
    name: "a config file that is saved shows what changed, at once; a broken one shows its error",
    async run(world) {
      const page = await world.open({ view: "tune" });
      const first = await Deno.readTextFile(world.server.configPath);
      const speed = page.locator('[data-model="gpt-4"] output').first();
      const changed = page.locator('[data-part="changed"]');
      const refused = page.getByRole("alert");
      const gpt4 = '[models."gpt-4"]\ntokens_per_second = 5\n';
      assert(first.includes(gpt4), "the shipped gpt-4");

      await save(world, first.replace(gpt4, gpt4.replace("5", "8")));
      await changed.getByText("gpt-4: tokens_per_second 5 → 8").waitFor();
      await until("the new value", async () => await speed.innerText() === "8.00 tokens/s");

      await save(world, first.replace(gpt4, gpt4.replace("5", '"fast"')));
      await refused.getByText("tokens_per_second").waitFor();
      assertMatch(await refused.innerText(), /config\.toml:\d+/);
      assertEquals(await speed.innerText(), "8.00 tokens/s", "the last good one stays");

      await save(world, first);
      await refused.waitFor({ state: "hidden" });
      await until("the first value", async () => await speed.innerText() === "5.00 tokens/s");
    },
  },
];

async function save({ server }: World, text: string): Promise<void> {
  await Deno.writeTextFile(server.configPath, text);
}
