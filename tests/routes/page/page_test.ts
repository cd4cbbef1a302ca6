/** The page, as it is served: to whom, with which headers, and that all that it asks for is there. */

import { assert, assertEquals } from "@std/assert";
import { createStreamMocker } from "../../../routes/mod.ts";
import katex from "katex";
import { files } from "../../../routes/page/files.ts";
import { SCALES } from "../../../routes/page/tune/scales.js";
import { createSmoother } from "../../../routes/page/race/smooth.js";

const { fetch } = createStreamMocker({ config: "" });

Deno.test("page: who accepts HTML gets it, all others the JSON", async () => {
  const typeFor = async (accept?: string) => {
    const response = await fetch("http://mock/", accept ? { headers: { accept } } : {});
    await response.body?.cancel();
    assertEquals(response.headers.get("vary"), "accept");
    return response.headers.get("content-type");
  };
  assertEquals(await typeFor(), "application/json");
  assertEquals(await typeFor("*/*"), "application/json");
  assertEquals(
    await typeFor("text/html,application/xml;q=0.9,*/*;q=0.8"),
    "text/html; charset=utf-8",
  );
  assertEquals(await typeFor("application/json, text/html;q=0.5"), "application/json");
});

Deno.test("page: a file that the browser has is not sent again", async () => {
  const first = await fetch("http://mock/page/page.css");
  assertEquals(first.headers.get("content-type"), "text/css; charset=utf-8");
  assertEquals(first.headers.get("cache-control"), "no-cache");
  await first.body?.cancel();
  const etag = first.headers.get("etag") ?? "";
  const again = await fetch("http://mock/page/page.css", { headers: { "if-none-match": etag } });
  assertEquals([again.status, await again.text()], [304, ""]);
});

Deno.test("page: a file that it does not have is a 404, whatever its name", async () => {
  for (const name of ["nothing.js", "..%2f..%2fdeno.json", "__proto__"]) {
    const response = await fetch(`http://mock/page/${name}`);
    await response.body?.cancel();
    assertEquals(response.status, 404, name);
  }
});

Deno.test("page: everything that its files ask for is among them", () => {
  const text = (name: string) => {
    const content = files.get(name);
    assert(typeof content === "string", name);
    return content;
  };
  const asked = [
    ...text("index.html").matchAll(/(?:src|href)="\/page\/([^"]+)"/g),
    ...text("vendor/katex.css").matchAll(/url\((fonts\/[^)]+\.woff2)\)/g),
  ].map(([whole, name]) => whole.startsWith("url") ? `vendor/${name}` : name);
  const own = [...files.keys()].filter((name) => /\.js$/.test(name) && !name.startsWith("vendor/"));
  const imported = own.flatMap((name) =>
    [...text(name).matchAll(/(?:from |import\(|new URL\()"(\.[^"]+)"/g)]
      .map(([, other = ""]) => new URL(other, `http://page/${name}`).pathname.slice(1))
  );
  for (const name of [...asked, ...imported]) assert(files.has(name ?? ""), name);
  for (const name of ownFiles("")) {
    assert(files.has(name), `${name} is in the folder, not in files.ts`);
  }
});

function ownFiles(folder: string): string[] {
  const here = Deno.readDirSync(new URL(`../../../routes/page/${folder}`, import.meta.url));
  return Array.from(here).flatMap(({ name, isDirectory }) =>
    isDirectory ? ownFiles(`${folder}${name}/`) : name.endsWith(".ts") ? [] : [`${folder}${name}`]
  );
}

Deno.test("page: no class of its own is one that KaTeX gives what it builds", () => {
  const tex =
    "\\text{a} \\tag{1} \\boxed{\\frac{a}{b}} \\sqrt[3]{x} \\begin{pmatrix} a & b \\end{pmatrix} " +
    "\\overbrace{a}^{b} \\xrightarrow{c} \\cancel{d} \\sum_{i=0}^n \\underline{e} \\textcolor{red}{f} \\rule{1em}{1em}";
  const html = katex.renderToString(tex, { displayMode: true });
  const built = [...html.matchAll(/class="([^"]*)"/g)].flatMap(([, names = ""]) =>
    names.split(" ")
  );
  assert(built.includes("text"), "the sample has what was hit before");
  const styles = [...files].filter(([name]) => /^(?:page|css\/\w+)\.css$/.test(name));
  const own = styles.flatMap(([, css]) =>
    [...String(css).matchAll(/\.([a-z][\w-]*)/g)].map(([, name = ""]) => name)
  );
  const shared = new Set(own).intersection(new Set(built));
  assertEquals([...shared].filter((name) => name !== "katex"), []);
});

Deno.test("page: a slider stands where its value is, and its value is what was set", () => {
  for (const { key, value, position } of SCALES) {
    for (const at of [0, 1, 2, 50, 100, 150, 199, 200]) {
      assert(Math.abs(position(value(at)) - at) <= 2, `${key} at ${at}`);
    }
  }
  const [speed] = SCALES;
  assertEquals(speed?.value(201), "inf");
  assertEquals(speed?.position("inf"), 201);
});

Deno.test("page: smoothed text is even, whole, and never cuts what is read as one character", () => {
  const smoother = createSmoother();
  const family = "👨‍👩‍👧‍👦";
  let shown = "";
  const amounts: number[] = [];
  for (let now = 0; now < 4000; now += 16) {
    // Comes in bursts, a quarter of a second apart.
    if (now % 256 === 0 && now < 3000) smoother.push(`${family} ab `.repeat(4));
    const more = smoother.take(now);
    assert(!/[\uD800-\uDBFF\u200D]$/.test(more), JSON.stringify(more));
    shown += more;
    amounts.push(more.length);
  }
  shown += smoother.takeAll();
  assertEquals(shown, `${family} ab `.repeat(4 * 12));
  const middle = amounts.slice(60, 180);
  const quarter = (from: number) => middle.slice(from, from + 16).reduce((a, b) => a + b);
  const quarters = [0, 16, 32, 48, 64, 80].map(quarter);
  assert(Math.max(...quarters) < 1.5 * Math.min(...quarters), quarters.join(" "));
});
