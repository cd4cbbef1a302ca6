// @ts-check
/// <reference lib="dom" />
/** A model's settings to take along: as curl, as the openai client, as TOML. */

import { button, el, part } from "./element.js";

/** @import { Settings } from "./api.js" */

const PROMPT = "Hello";

/**
 * @param {HTMLDialogElement} dialog
 * @param {(message: string) => void} say
 */
export function createSnippets(dialog, say) {
  const title = part(dialog, "snippets-title", HTMLElement);
  const list = part(dialog, "snippet-list", HTMLElement);

  return {
    /** @param {string | undefined} model None for all that have no entry. @param {Settings} settings */
    show(model, settings) {
      title.textContent = model ?? "Any other model";
      const texts = {
        curl: curl(model, settings),
        "openai client": client(model, settings),
        TOML: toml(model, settings),
      };
      list.replaceChildren(
        ...Object.entries(texts).map(([name, text]) => snippet(name, text, say)),
      );
      dialog.showModal();
    },
  };
}

/**
 * @param {string} name
 * @param {string} text
 * @param {(message: string) => void} say
 */
function snippet(name, text, say) {
  const pre = el("pre", { tabindex: 0, "aria-label": name }, text);
  const copy = button(`Copy as ${name}`, async () => {
    try {
      await navigator.clipboard.writeText(text);
      copy.textContent = "Copied";
      say(`Copied as ${name}.`);
    } catch {
      // Without HTTPS, and elsewhere than on localhost, there is no clipboard: it is selected instead.
      getSelection()?.selectAllChildren(pre);
      copy.textContent = "Selected: press Ctrl C";
    }
    setTimeout(() => copy.textContent = `Copy as ${name}`, 2500);
  });
  return el(
    "section",
    { class: "snippet" },
    el("div", { class: "bar" }, el("h3", {}, name), copy),
    pre,
  );
}

/**
 * A model's name that asks for these settings by itself.
 * @param {string | undefined} model
 * @param {Settings} settings
 */
function nameWithSettings(model = "any-model", { tokens_per_second, ttft_ms, jitter }) {
  const ttft = ttft_ms === undefined ? "" : `&ttft=${ttft_ms}`;
  return `${model}?tps=${tokens_per_second}${ttft}${jitter === 0 ? "" : `&jitter=${jitter}`}`;
}

/** @param {string | undefined} model @param {Settings} settings */
function curl(model, settings) {
  const body = JSON.stringify(
    {
      model: nameWithSettings(model, settings),
      stream: true,
      messages: [{ role: "user", content: PROMPT }],
    },
    null,
    2,
  );
  return `curl -N ${location.origin}/v1/chat/completions --json '${body.replaceAll("'", "'\\''")}'`;
}

/** @param {string | undefined} model @param {Settings} settings */
function client(model, settings) {
  return `import OpenAI from "openai";

const client = new OpenAI({ baseURL: "${location.origin}/v1", apiKey: "any" });

const stream = await client.chat.completions.create({
  model: ${JSON.stringify(nameWithSettings(model, settings))},
  messages: [{ role: "user", content: "${PROMPT}" }],
  stream: true,
});
for await (const chunk of stream) {
  process.stdout.write(chunk.choices[0]?.delta.content ?? "");
}`;
}

/** @param {string | undefined} model @param {Settings} settings */
function toml(model, { tokens_per_second, ttft_ms, jitter }) {
  const [table, rate] = model === undefined
    ? ["general", "default_tokens_per_second"]
    : [`models.${JSON.stringify(model)}`, "tokens_per_second"];
  return [
    `[${table}]`,
    `${rate} = ${tokens_per_second}`,
    ...(ttft_ms === undefined ? [] : [`ttft_ms = ${ttft_ms}`]),
    `jitter = ${jitter}`,
  ].join("\n");
}
