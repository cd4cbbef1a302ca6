// @ts-check
/// <reference lib="dom" />
/** The first thing to see: what this is, how an app is pointed at it, and whether one has come. */

import { copyTextOf } from "../clipboard.js";
import { button, el, onPress, part } from "../element.js";
import { agoText } from "../format.js";
import { clientsFor } from "./clients.js";

/** @import { RequestSummary } from "../api.js" */

const TICK_MS = 1000;

/**
 * @param {HTMLElement} root
 * @param {{ owns: (id: string) => boolean, announce: (message: string) => void }} page
 */
export function createConnect(root, { owns, announce }) {
  const url = part(root, "connect-url", HTMLElement);
  const arrival = part(root, "arrival", HTMLElement);
  const code = part(root, "client-code", HTMLElement);
  const copyUrl = part(root, "copy-url", HTMLElement);
  /** The newest from elsewhere than this page. @type {RequestSummary | undefined} */
  let newest;

  const link = el("a");
  const ago = el("span");

  const show = () => {
    if (!newest || owns(newest.id)) return;
    if (arrival.dataset.state === "waiting") {
      arrival.dataset.state = "here";
      arrival.replaceChildren("Last request from your app: ", link, ago);
      announce(`The first request has come: ${newest.model ?? newest.path}`);
    }
    link.href = `#requests/${newest.id}`;
    link.textContent = newest.model ?? `${newest.method} ${newest.path}`;
    ago.textContent = `, ${agoText(Date.now() - Date.parse(newest.started_at))}`;
  };

  url.textContent = `${location.origin}/v1`;
  onPress(copyUrl, () => copyTextOf(copyUrl, url));
  const clients = clientsFor(location.origin);
  const copyCode = button("Copy", () => copyTextOf(copyCode, code), {
    "aria-label": "Copy the code",
    class: "copy",
  });
  const tabs = clients.map(({ name, code: text }) =>
    button(name, () => {
      for (const tab of tabs) tab.setAttribute("aria-pressed", String(tab.textContent === name));
      code.textContent = text;
    }, { "aria-pressed": "false" })
  );
  part(root, "clients", HTMLElement).append(...tabs);
  code.after(copyCode);
  tabs[0]?.setAttribute("aria-pressed", "true");
  code.textContent = clients[0]?.code ?? "";
  setInterval(show, TICK_MS);
  const fold = part(root, "fold", HTMLElement);
  const setFolded = (/** @type {boolean} */ isFolded) => {
    root.toggleAttribute("data-folded", isFolded);
    fold.textContent = isFolded ? "How to connect" : "Hide";
    fold.setAttribute("aria-expanded", String(!isFolded));
    localStorage.setItem("connect", isFolded ? "folded" : "open");
  };
  onPress(fold, () => setFolded(!root.hasAttribute("data-folded")));
  setFolded(localStorage.getItem("connect") === "folded");

  return {
    /** What has come or ended. @param {readonly RequestSummary[]} requests */
    take(requests) {
      const foreign = requests.filter(({ id }) => !owns(id));
      for (const request of foreign) {
        const isNewer = !newest || owns(newest.id) || request.started_at >= newest.started_at;
        if (isNewer) newest = request;
      }
    },
  };
}
