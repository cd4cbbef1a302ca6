// @ts-check
/// <reference lib="dom" />
/** Requests that no rule answered, and which rules nearly did: what each asks for, and what was there. */

import { getRequest } from "../api.js";
import { button, el, onToggle, part, setText } from "../element.js";
import { errorText, timeText } from "../format.js";
import { tomlOf } from "../toml.js";
import { askAgain } from "./rules_api.js";

/** @import { NearRule, RequestDetail, RequestSummary } from "../api.js" */

/**
 * @param {HTMLElement} root
 * @param {(message: string) => void} say
 */
export function createNearList(root, say) {
  const list = part(root, "near-rows", HTMLElement);
  const none = part(root, "no-near", HTMLElement);
  /** @type {Map<string, ReturnType<typeof createRow>>} */
  const rows = new Map();
  /** @type {readonly RequestSummary[]} */
  let requests = [];
  let withAnswered = false;

  const draw = () => {
    const shown = requests.filter(({ dialect, rule }) =>
      dialect !== null && (withAnswered || rule === null)
    );
    const wanted = new Set(shown.map(({ id }) => id));
    for (const [id, row] of rows) {
      if (wanted.has(id)) continue;
      row.element.remove();
      rows.delete(id);
    }
    for (const [i, request] of shown.entries()) {
      let row = rows.get(request.id);
      if (!row) rows.set(request.id, row = createRow(request, say));
      row.write(request);
      if (list.children[i] !== row.element) {
        list.insertBefore(row.element, list.children[i] ?? null);
      }
    }
    none.hidden = shown.length > 0;
  };

  onToggle(part(root, "near-all", HTMLElement), (isOn) => {
    withAnswered = isOn;
    draw();
  });

  return {
    /** The newest first. @param {readonly RequestSummary[]} newest */
    show(newest) {
      requests = newest;
      draw();
    },
  };
}

/**
 * @param {RequestSummary} request
 * @param {(message: string) => void} say
 */
function createRow({ id, model, path, started_at }, say) {
  const rule = el("span", { class: "state-tag" });
  const near = el("div", { class: "near-rules" });
  const details = el(
    "details",
    { "data-near": id },
    el("summary", {}, `${timeText(started_at)} `, el("strong", {}, model ?? path), " ", rule),
    near,
  );
  details.addEventListener("toggle", async () => {
    if (!details.open || near.childElementCount > 0) return;
    try {
      near.replaceChildren(...shown(await getRequest(id), say));
    } catch (error) {
      say(errorText(error));
    }
  });
  return {
    element: el("li", {}, details),
    /** @param {RequestSummary} now */
    write(now) {
      setText(rule, now.rule ?? "no rule");
      rule.dataset.tone = now.rule === null ? "warn" : "good";
    },
  };
}

/**
 * @param {RequestDetail} detail
 * @param {(message: string) => void} say
 */
function shown(detail, say) {
  const { id, near, request } = detail;
  const again = button("Ask again", async () => {
    try {
      await askAgain(detail);
    } catch (error) {
      say(errorText(error));
    }
  }, {
    class: "small",
    "data-needs": "server",
    title: "Sends the same once more, to the rules as they are now",
  });
  const bar = el(
    "div",
    { class: "row" },
    el("a", { href: `#requests/${id}` }, "The request"),
    ...request?.body ? [again] : [],
  );
  if (near === null) {
    return [el("p", { class: "hint" }, "No rule was in force then, or it is no longer kept."), bar];
  }
  return [el("ol", {}, ...near.map(ruleRow)), bar];
}

/** @param {NearRule} near */
function ruleRow({ rule, held, failed, used_up }) {
  const holds = used_up === null ? "holds" : `holds, but has answered ${used_up} times already`;
  const count = held + failed.length;
  const sum = failed.length === 0 ? holds : `${held} of ${count} conditions hold`;
  const conditions = failed.map(({ key, wanted, found }) =>
    el(
      "li",
      {},
      el("code", {}, key),
      " asks for ",
      el("code", {}, tomlOf(wanted)),
      ...found === null ? [] : [", and it is ", el("code", {}, found)],
    )
  );
  return el(
    "li",
    { "data-near-rule": rule },
    el("strong", {}, rule),
    el("span", { class: "hint" }, ` ${sum}`),
    ...conditions.length > 0 ? [el("ul", {}, ...conditions)] : [],
  );
}
