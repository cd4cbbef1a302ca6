/// <reference lib="dom" />
/** Sliders, what they apply, and a config file that is saved while pages are open. */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { parse } from "@std/toml";
import type { Page } from "playwright-core";
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
    name: "a value is typed as exactly as the file has it, and a wrong one is not sent",
    async run({ open, server }) {
      const page = await open({ view: "tune" });
      const inForce = async () => await (await fetch(`${server.origin}/config/gpt-4`)).json();
      const typed = (name: string) => page.getByRole("textbox", { name, exact: true });
      const speed = typed("Speed of gpt-4, in tokens/s");
      await speed.fill("33.37");
      await speed.press("Enter");
      await until("33.37", async () => (await inForce()).tokens_per_second === 33.37);
      await speed.fill("inf");
      await speed.press("Enter");
      await until("no bound", async () => (await inForce()).tokens_per_second === "inf");
      await typed("Jitter of gpt-4, in ± %").fill("12.5");
      await typed("First token of gpt-4, in ms").fill("250");
      await speed.focus();
      await until("both", async () => {
        const { jitter, ttft_ms } = await inForce();
        return jitter === 0.125 && ttft_ms === 250;
      });
      await speed.fill("quick");
      await speed.press("Enter");
      assert(await speed.evaluate((input: HTMLInputElement) => !input.validity.valid));
      assertEquals((await inForce()).tokens_per_second, "inf");
      await fetch(`${server.origin}/config/reload`, { method: "POST" });
    },
  },
  {
    name:
      "what differs from the file is marked, taken back one by one, and copied as lines that the file takes",
    async run(world) {
      const { open, server } = world;
      const page = await open({ view: "tune" });
      const get = async (path: string) => await (await fetch(`${server.origin}${path}`)).json();
      await page.getByText("All is as config.toml has it.").waitFor();
      const post = (body: object) =>
        fetch(`${server.origin}/config`, { method: "POST", body: JSON.stringify(body) });
      await post({
        model: "gpt-4",
        tokens_per_second: 7,
        error_at: 3,
        refusal_message: 'No "way"',
      });
      await post({ model: "gpt-4o", context_window: null });
      await post({ tokens_per_second: "inf" });
      await page.getByText("5 settings are not as config.toml has them.").waitFor();
      const row = page.locator('[data-model="gpt-4"]');
      await row.getByText("3 changed").waitFor();
      await row.getByRole("button", { name: "Take back Speed of gpt-4: file: 5" }).click();
      await page.getByText("4 settings are not as config.toml has them.").waitFor();
      assertEquals((await get("/config/gpt-4")).tokens_per_second, 5);

      const changed = await get("/config");
      await page.getByRole("button", { name: "Copy all changes …" }).click();
      await page.getByRole("button", { name: "Copy as TOML" }).click();
      await page.getByRole("button", { name: "Copied" }).first().waitFor();
      const toml = await page.evaluate(() => navigator.clipboard.readText());
      const before = await Deno.readTextFile(server.configPath);
      const lines = parse(toml);
      assertEquals(lines, {
        general: { default_tokens_per_second: Infinity },
        models: { "gpt-4": { error_at: 3, refusal_message: 'No "way"' }, "gpt-4o": {} },
      });
      assertMatch(toml, /^\[models\.gpt-4o\]\n# context_window: take its line out$/m);
      await save(
        world,
        before
          .replace(/^default_tokens_per_second = .*\n/m, "default_tokens_per_second = inf\n")
          .replace(
            '[models."gpt-4"]\n',
            '[models."gpt-4"]\nerror_at = 3\nrefusal_message = \'No "way"\'\n',
          )
          .replace(/(\[models\."gpt-4o"\][^[]*?)context_window = [^\n]*\n/, "$1"),
      );
      await fetch(`${server.origin}/config/reload`, { method: "POST" });
      assertEquals(await get("/config"), { ...changed, changed: [] });
      await page.getByText("All is as config.toml has it.").waitFor();
      await save(world, before);
      await fetch(`${server.origin}/config/reload`, { method: "POST" });
    },
  },
  {
    name: "a profile is taken at a press, and what the model says itself gives way to it",
    async run({ open, server }) {
      const page = await open({ view: "tune" });
      const row = page.locator('[data-model="gpt-4"]');
      await row.getByText("Profile …").click();
      await row.getByRole("button", { name: "laptop_8b" }).click();
      const get = async (path: string) => await (await fetch(`${server.origin}${path}`)).json();
      const { profiles } = await get("/config");
      await until("its speed", async () => {
        const { profile, tokens_per_second } = await get("/config/gpt-4");
        return profile === "laptop_8b" &&
          tokens_per_second === profiles.laptop_8b.tokens_per_second;
      });
      const pressed = row.getByRole("button", { name: "laptop_8b", pressed: true });
      await pressed.waitFor();
      await row.getByText("Profile: laptop_8b").waitFor();
      await fetch(`${server.origin}/config/reload`, { method: "POST" });
      await row.getByText("Profile …").waitFor();
    },
  },
  {
    name: "every setting of a model stands in a table with what it does, and is chosen from there",
    async run({ open, server }) {
      const page = await open({ view: "tune" });
      await page.getByRole("button", { name: "More settings of gpt-4o", exact: true }).click();
      const rows = page.locator('[data-part="every-rows"] tr');
      await until("all rows", async () => await rows.count() > 50);
      const { profile } = await (await fetch(`${server.origin}/config/gpt-4o`)).json();
      const row = rows.filter({ has: page.getByRole("button", { name: "profile", exact: true }) });
      assertEquals(await row.locator("td").first().innerText(), JSON.stringify(profile));
      assert((await row.locator("td").last().innerText()).length > 10);
      await rows.getByRole("button", { name: "error_at", exact: true }).click();
      assertEquals(await page.locator('[data-part="any-name"]').inputValue(), "error_at");
      assertEquals(await page.locator('[data-part="any-model"]').inputValue(), "gpt-4o");
    },
  },
  {
    name: "a slider applies through the API, and another page shows it",
    async run({ open, server }) {
      const [page, other] = [await open({ view: "tune" }), await open({ view: "tune" })];
      const speed = page.getByRole("slider", { name: "Speed of gpt-4", exact: true });
      await speed.focus();
      for (let i = 0; i < 5; i++) await page.keyboard.press("ArrowRight");
      const typedIn = (page: Page) =>
        page.getByRole("textbox", { name: "Speed of gpt-4, in tokens/s", exact: true });
      const shown = await typedIn(page).inputValue();
      const inForce = async () =>
        (await (await fetch(`${server.origin}/config/gpt-4`)).json()).tokens_per_second;
      await until("the server has it", async () => await inForce() > 5);
      await until(
        "the last step has been applied",
        async () => shown === String(await inForce()),
      );
      await until("the other page has it", async () => await typedIn(other).inputValue() === shown);
      await page.getByRole("button", { name: "Reload config.toml" }).click();
      await until("a reload takes it back", async () => await typedIn(page).inputValue() === "5");
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
      const typed = page.getByRole("textbox", { name: "First token of gpt-4, in ms", exact: true });
      assertEquals(await typed.inputValue(), "");
      assertEquals(await typed.getAttribute("placeholder"), "one interval");
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
      const speed = page.getByRole("textbox", { name: "Speed of gpt-4, in tokens/s", exact: true });
      const changed = page.locator('[data-part="changed"]');
      const refused = page.getByRole("alert");
      const gpt4 = '[models."gpt-4"]\ntokens_per_second = 5\n';
      assert(first.includes(gpt4), "the shipped gpt-4");

      await save(world, first.replace(gpt4, gpt4.replace("5", "8")));
      await changed.getByText("gpt-4: tokens_per_second 5 → 8").waitFor();
      await until("the new value", async () => await speed.inputValue() === "8");

      await save(world, first.replace(gpt4, gpt4.replace("5", '"fast"')));
      await refused.getByText("tokens_per_second").waitFor();
      assertMatch(await refused.innerText(), /config\.toml:\d+/);
      assertEquals(await speed.inputValue(), "8", "the last good one stays");

      await save(world, first);
      await refused.waitFor({ state: "hidden" });
      await until("the first value", async () => await speed.inputValue() === "5");
    },
  },
];

async function save({ server }: World, text: string): Promise<void> {
  await Deno.writeTextFile(server.configPath, text);
}
