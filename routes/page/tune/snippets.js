// @ts-check
/// <reference lib="dom" />
/** Settings to take along: a model's as curl, as the openai client and as lines of config.toml, and all that differ from that file. */

import { copyTextOf } from "../clipboard.js";
import { button, el, part } from "../element.js";
import { changesAsToml } from "./changes.js";

/** @import { Difference, Settings } from "../api.js" */

const PROMPT = "Hello";

/** @param {HTMLDialogElement} dialog */
export function createSnippets(dialog) {
  const title = part(dialog, "snippets-title", HTMLElement);
  const list = part(dialog, "snippet-list", HTMLElement);

  return {
    /** @param {string | undefined} model None for all that have no entry. @param {Settings} settings */
    show(model, settings) {
      title.textContent = model ?? "Any other model";
      const table = model === undefined ? "general" : `models.${JSON.stringify(model)}`;
      list.replaceChildren(
        snippet("curl", curl(model, settings)),
        snippet("openai client", client(model, settings)),
        snippet(
          "TOML",
          toml(table, model === undefined, settings),
          `In config.toml these belong into [${table}]: in place of its lines with the same keys, ` +
            "and beside all its others.",
        ),
      );
      dialog.showModal();
    },
    /** All that is not as the file has it. @param {readonly Difference[]} changes */
    showChanges(changes) {
      title.textContent = "What differs from config.toml";
      list.replaceChildren(
        snippet(
          "TOML",
          changesAsToml(changes),
          "In config.toml these belong into the tables of the same names: in place of the lines with " +
            "the same keys, and beside all others. A table that is not there yet is added as it stands.",
        ),
      );
      dialog.showModal();
    },
  };
}

/**
 * @param {string} name
 * @param {string} text
 * @param {string} [hint]
 */
function snippet(name, text, hint) {
  const pre = el("pre", { tabindex: 0, "aria-label": name }, text);
  const copy = button(`Copy as ${name}`, () => copyTextOf(copy, pre));
  return el(
    "section",
    { class: "snippet" },
    el("div", { class: "bar" }, el("h3", {}, name), copy),
    ...(hint ? [el("p", { class: "hint" }, hint)] : []),
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

/**
 * @param {string} table
 * @param {boolean} isGeneral
 * @param {Settings} settings
 */
function toml(table, isGeneral, { tokens_per_second, ttft_ms, jitter }) {
  return [
    `# [${table}]`,
    `${isGeneral ? "default_tokens_per_second" : "tokens_per_second"} = ${tokens_per_second}`,
    ...(ttft_ms === undefined ? [] : [`ttft_ms = ${ttft_ms}`]),
    `jitter = ${jitter}`,
  ].join("\n");
}
