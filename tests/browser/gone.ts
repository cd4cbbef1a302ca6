/// <reference lib="dom" />
/** What the page says when the server goes and comes back, and when its config file is broken. */

import { assert, assertEquals, assertMatch } from "@std/assert";
import shipped from "../../config.toml" with { type: "text" };
import { startStream, until } from "./client.ts";
import { type Check, createWorld, startServer } from "./world.ts";

/** Checks of a server that is not there, or not as it should be. */
export const goneChecks: readonly Check[] = [
  {
    name:
      "a server that has gone leaves a banner and nothing that claims to be live, until it is back",
    async run({ browser, faults }) {
      const server = await startServer(shipped);
      const own = createWorld(browser, server);
      const page = await own.open({ view: "hold" });
      const stream = await startStream(server.origin, { model: "gpt-4?tps=2" });
      const row = page.locator(`li[data-id="${stream.id}"]`);
      await row.getByRole("button", { name: "Pause" }).waitFor();
      await server.kill();
      const banner = page.getByRole("alert").filter({ hasText: "The server has gone" });
      await banner.waitFor();
      assertMatch(await banner.innerText(), /since \d\d:\d\d:\d\d[^]*deno task start/);
      assertEquals(await row.getByText("streaming").count(), 0, "no stream claims to be live");
      assert(await page.locator(".badge").isHidden(), "nor is any counted");
      for (const name of ["Pause", "+1 token", "End", "Drop"]) {
        assert(await row.getByRole("button", { name }).isDisabled(), `${name} rests`);
      }

      await page.locator('nav a[href="#race"]').click();
      assert(await page.getByRole("button", { name: "Start", exact: true }).isDisabled());
      await page.locator('nav a[href="#requests"]').click();
      await page.locator("tbody").getByRole("button", { name: "gpt-4" }).waitFor();

      const again = await startServer(shipped, { port: new URL(server.origin).port });
      try {
        await banner.waitFor({ state: "hidden" });
        await until(
          "the old list is gone",
          async () => await page.locator("tbody tr[data-id]").count() === 0,
        );
        await page.locator('nav a[href="#hold"]').click();
        await page.getByText("No stream is under way").waitFor();
        await page.locator('nav a[href="#race"]').click();
        assert(await page.getByRole("button", { name: "Start", exact: true }).isEnabled());
      } finally {
        await again.stop();
      }
      own.faults();
      faults();
      await page.context().close();
    },
  },
  {
    name: "a page that is opened while config.toml is broken shows it, and keeps it in sight",
    async run({ open, server }) {
      const good = await Deno.readTextFile(server.configPath);
      await Deno.writeTextFile(server.configPath, `${good}\n[general\n`);
      const refused = async () => {
        const page = await open({ view: "tune" });
        const alert = page.getByRole("alert").filter({ hasText: "Configuration not changed" });
        await alert.waitFor();
        return { page, alert };
      };
      await until("the server has seen it", async () => {
        const response = await fetch(`${server.origin}/config/reload`, { method: "POST" });
        await response.body?.cancel();
        return response.status === 400;
      });
      const { page, alert } = await refused();
      await page.mouse.wheel(0, 3000);
      await until("it has scrolled", () => page.evaluate(() => scrollY > 300));
      const box = await alert.boundingBox();
      assert(box && box.y >= 0 && box.y < 200, `the alert is at ${box?.y} px`);
      await Deno.writeTextFile(server.configPath, good);
      await alert.waitFor({ state: "hidden" });
    },
  },
];
