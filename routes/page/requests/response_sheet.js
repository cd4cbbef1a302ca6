// @ts-check
/// <reference lib="dom" />
/** What a request was answered: text, reasoning, calls, why it ended, its usage as it was sent, and the headers. */

import { getEvents } from "../api.js";
import { el } from "../element.js";
import { countText, errorText } from "../format.js";
import { longText } from "./long_text.js";
import { pairs } from "./pairs.js";
import { createAnswerReader } from "./read_answer.js";

/** @import { RequestDetail } from "../api.js" */
/** @import { Choice } from "./read_answer.js" */

/** Events that are read at once, and in all. */
const PART = 1000;
const MOST = 10_000;

/**
 * @param {string} id Of the request.
 * @param {(message: string) => void} say
 */
export function createResponseSheet(id, say) {
  const element = el("div");
  const reader = createAnswerReader();
  /** @type {RequestDetail | undefined} */
  let latest;
  let read = 0;
  let isReading = false;
  let hasEnded = false;

  const readOn = async () => {
    if (isReading || hasEnded) return;
    isReading = true;
    try {
      for (;;) {
        const { data, total, end } = await getEvents(id, read, Math.min(PART, MOST - read));
        for (const { text } of data) reader.take(text);
        read += data.length;
        hasEnded = end !== undefined || read >= MOST;
        if (hasEnded) reader.end();
        if (hasEnded || read >= total) break;
      }
    } catch (error) {
      say(errorText(error));
    } finally {
      isReading = false;
    }
    draw();
  };

  const draw = () => {
    if (!latest) return;
    const { status, response } = latest;
    if (!response) {
      element.replaceChildren(
        el("p", { class: "hint" }, "What it was answered is not kept. Raw says why."),
      );
      return;
    }
    const { choices, usage, error, broken } = reader;
    element.replaceChildren(
      ...broken > 0
        ? [
          el(
            "p",
            { class: "fault" },
            `Events that a client cannot read: ${broken}. Raw shows them.`,
          ),
        ]
        : [],
      ...error ? [el("h4", {}, "Error"), el("p", { class: "fault" }, error)] : [],
      ...choices.flatMap((choice, i) =>
        choiceParts(choice, choices.length > 1 ? `, choice ${i}` : "")
      ),
      ...usage
        ? [el("h4", {}, "Usage, as sent"), longText(JSON.stringify(usage, null, 2), "Usage")]
        : [],
      ...choices.length === 0 && !usage && !error
        ? [
          el(
            "p",
            { class: "hint" },
            hasEnded ? "It says nothing. Raw has its bytes." : "Nothing yet.",
          ),
        ]
        : [],
      ...read >= MOST
        ? [el("p", { class: "hint" }, `Of its first ${countText(MOST)} events; Raw has all.`)]
        : [],
      el("h4", {}, `Headers, status ${status ?? "not known yet"}`),
      pairs(Object.entries(response.headers)),
    );
  };

  return {
    element,
    /** Nothing is read of what nobody looks at. @param {RequestDetail} detail @param {boolean} isShown */
    write(detail, isShown) {
      latest = detail;
      if (!isShown) return;
      if (
        !hasEnded && detail.response && (read < detail.response.events || detail.outcome !== "open")
      ) {
        void readOn();
      } else draw();
    },
  };
}

/** @param {Choice} choice @param {string} which */
function choiceParts({ text, reasoning, calls, ending }, which) {
  return [
    ...reasoning
      ? [el("h4", {}, `Reasoning${which}`), longText(reasoning, `Reasoning${which}`)]
      : [],
    ...text ? [el("h4", {}, `Text${which}`), longText(text, `Text${which}`)] : [],
    ...[...calls.values()].flatMap(({ id, name, arguments: given }) => [
      el("h4", {}, "Call ", el("code", {}, name || "(no name)"), " ", el("code", {}, id)),
      longText(given, `Arguments of ${name}`),
    ]),
    ...ending ? [el("h4", {}, `Finish reason${which}`), el("p", {}, el("code", {}, ending))] : [],
  ];
}
