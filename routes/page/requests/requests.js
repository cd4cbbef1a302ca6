// @ts-check
/// <reference lib="dom" />
/** The requests from any client, as they come and end: all that the ledger has. */

import { clearRequests, getRequests } from "../api.js";
import { button, onPress, part, setText } from "../element.js";
import { countText, errorText } from "../format.js";
import { nextFrame } from "../frame.js";
import { addressed } from "../views.js";
import { COLUMNS } from "./columns.js";
import { downloadRequests } from "./download.js";
import { createKindChips } from "./kind_chips.js";
import { by, matches } from "./match.js";
import { createRequestDetail } from "./request_detail.js";
import { createRequestList } from "./request_list.js";
import { createSessionChips } from "./session_chips.js";

/** @import { RequestSummary, StreamState } from "../api.js" */

/** Of so many requests under way at once, it is asked when their first tokens left. */
const MOST_OPEN = 200;

/**
 * @param {HTMLElement} root
 * @param {(message: string) => void} say
 */
export function createRequests(root, say) {
  const none = part(root, "no-requests", HTMLElement);
  const count = part(root, "request-count", HTMLElement);
  const filter = part(root, "filter", HTMLInputElement);
  const kinds = createKindChips(part(root, "chips", HTMLElement), () => draw());
  const detail = createRequestDetail(part(root, "detail", HTMLElement), {
    closed: () => choose(undefined),
    say,
  });
  const list = createRequestList(root, { choose, sort, say });
  /** @type {Map<string, RequestSummary>} */
  const requests = new Map();
  const sessions = createSessionChips(part(root, "session-chips", HTMLElement), () => draw());
  let sortKey = "time";
  /** @type {"ascending" | "descending"} */
  let direction = "descending";
  /** @type {string | undefined} */
  let chosen;

  part(root, "base-url", HTMLElement).textContent = `${location.origin}/v1`;

  /** @param {string | undefined} id */
  function choose(id) {
    chosen = id;
    part(root, "split", HTMLElement).classList.toggle("open", id !== undefined);
    list.choose(id);
    history.replaceState(null, "", id === undefined ? "#requests" : `#requests/${id}`);
    if (id !== undefined) detail.show(id).catch((error) => say(errorText(error)));
  }

  /** @param {string} key */
  function sort(key) {
    const isSame = key === sortKey;
    direction = isSame && direction === "descending" ? "ascending" : "descending";
    sortKey = key;
    draw();
  }

  const draw = () => {
    const column = COLUMNS.find(({ key }) => key === sortKey);
    kinds.show([...requests.values()]);
    sessions.show(requests.values());
    const wanted = [...requests.values()].filter((request) =>
      kinds.fits(request) && sessions.fits(request) && matches(request, filter.value)
    );
    if (column) wanted.sort(by(column.sortBy, direction));
    list.sorted(sortKey, direction);
    list.show(wanted);
    none.hidden = requests.size > 0;
    const all = `${countText(requests.size)} ${requests.size === 1 ? "request" : "requests"}`;
    setText(
      count,
      wanted.length === requests.size ? all : `${countText(wanted.length)} of ${all}`,
    );
  };

  let isLearning = false;
  /** When the first token of those under way left is in no event: it is asked for once there is one. */
  const learnFirstTokens = async () => {
    const isUnknown = [...requests.values()].some(({ outcome, tokens, ttft_ms }) =>
      outcome === "open" && tokens > 0 && ttft_ms === null
    );
    if (!isUnknown || isLearning) return;
    isLearning = true;
    const open = await getRequests(MOST_OPEN, "open").catch(() => []);
    for (const { id, ttft_ms } of open) {
      const known = requests.get(id);
      if (known?.outcome === "open") requests.set(id, { ...known, ttft_ms });
    }
    isLearning = false;
    nextFrame(draw);
  };

  /** @param {Iterable<RequestSummary>} news */
  const take = (news) => {
    for (const request of news) requests.set(request.id, request);
    nextFrame(draw);
  };

  filter.addEventListener("input", draw);
  onPress(part(root, "forget", HTMLElement), async () => {
    await clearRequests().catch((error) => say(errorText(error)));
    if (chosen !== undefined) detail.close();
    requests.clear();
    draw();
  });
  for (const kind of /** @type {const} */ (["har", "json"])) {
    const name = `Save ${kind.toUpperCase()}`;
    const save = async () => {
      const ids = list.shown().map(({ id }) => id);
      const progress = (/** @type {number} */ done) =>
        setText(pressed, `${name} ${done}/${ids.length}`);
      await downloadRequests(kind, ids, progress).catch((error) => say(errorText(error)));
      setText(pressed, name);
    };
    const pressed = button(name, save, {
      title: "The requests in the list, as a file",
      "data-needs": "server",
    });
    part(root, "forget", HTMLElement).before(pressed);
  }
  const follow = () => {
    const { view, rest } = addressed();
    if (view === "requests" && rest && rest !== chosen) choose(rest);
  };
  addEventListener("hashchange", follow);
  follow();
  draw();

  return {
    /** Some came, were answered or ended. @param {readonly RequestSummary[]} news */
    take(news) {
      take(news);
      if (news.some(({ id }) => id === chosen)) detail.refresh();
    },
    /** All that there are, the newest first. @param {readonly RequestSummary[]} all */
    replace(all) {
      requests.clear();
      take([...all].reverse());
      if (chosen !== undefined) detail.refresh();
    },
    /** How far the open ones are. @param {readonly StreamState[]} streams */
    update(streams) {
      take(streams.flatMap(({ id, tokens }) => {
        const known = requests.get(id);
        if (!known || known.outcome !== "open") return [];
        const duration_ms = Date.now() - Date.parse(known.started_at);
        return [{ ...known, tokens, duration_ms, tokens_per_second: tokens * 1000 / duration_ms }];
      }));
      list.update(streams);
      detail.update(streams);
      if (!root.hidden) learnFirstTokens();
    },
  };
}
