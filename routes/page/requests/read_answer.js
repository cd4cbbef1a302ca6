// @ts-check
/** What an answer says, put together from its bytes as a client does it, whatever protocol it is in. */

import { EVENT_END, jsonOf } from "../play/exchange.js";

/**
 * @typedef {{ id: string, name: string, arguments: string }} Call
 * @typedef {{ text: string, reasoning: string, calls: Map<string, Call>, ending: string }} Choice
 */

/** Reads from the first byte on. */
export function createAnswerReader() {
  let rest = "";
  /** @type {Map<number, Choice>} */
  const choices = new Map();
  /** @type {Record<string, unknown> | undefined} */
  let usage;
  let error = "";
  let broken = 0;

  /** @param {number} [index] */
  const choiceAt = (index = 0) => {
    let choice = choices.get(index);
    if (!choice) {
      choices.set(index, choice = { text: "", reasoning: "", calls: new Map(), ending: "" });
    }
    return choice;
  };

  /** @param {Choice} choice @param {unknown} place @param {Partial<Call>} more */
  const addCall = ({ calls }, place, { id, name, arguments: given }) => {
    const before = calls.get(String(place)) ?? { id: "", name: "", arguments: "" };
    calls.set(String(place), {
      id: id ?? before.id,
      name: name ?? before.name,
      arguments: before.arguments + (given ?? ""),
    });
  };

  /** Chat completions and completions, whole or in chunks. @param {any} json */
  const readChoices = (json) => {
    for (const { index, delta, message, text, finish_reason } of json.choices) {
      const choice = choiceAt(index);
      const said = delta ?? message ?? {};
      choice.text += text ?? said.content ?? said.refusal ?? "";
      choice.reasoning += said.reasoning_content ?? "";
      for (const [i, call] of (said.tool_calls ?? []).entries()) {
        const { id, function: called, custom } = call;
        const { name, arguments: given, input } = called ?? custom ?? {};
        addCall(choice, call.index ?? i, { id, name, arguments: given ?? input });
      }
      if (finish_reason) choice.ending = finish_reason;
    }
  };

  /** What the items of a whole response say. @param {any} response */
  const readItems = ({ output = [] }) => {
    const choice = choiceAt();
    for (const [i, item] of output.entries()) {
      for (const { text, refusal } of item.content ?? []) choice.text += text ?? refusal ?? "";
      for (const { text } of item.summary ?? []) choice.reasoning += text ?? "";
      if (/_call$/.test(item.type)) {
        const { call_id, id, name, arguments: given, input } = item;
        addCall(choice, i, { id: call_id ?? id, name, arguments: given ?? input });
      }
    }
  };

  /** @param {any} response */
  const readResponseEnd = ({ usage: used, incomplete_details, status, error: failure }) => {
    if (used) usage = used;
    if (failure) error = failure.message;
    if (status !== "in_progress") choiceAt().ending = incomplete_details?.reason ?? status;
  };

  /** Events of a response. @param {any} json */
  const readResponseEvent = ({ type, delta, output_index, item, response }) => {
    const choice = choiceAt();
    if (/output_text\.delta|refusal\.delta/.test(type)) choice.text += delta;
    else if (/reasoning\w*\.delta/.test(type)) choice.reasoning += delta;
    else if (/arguments\.delta|input\.delta/.test(type)) {
      addCall(choice, output_index, { arguments: delta });
    } else if (type === "response.output_item.added" && item?.name) {
      addCall(choice, output_index, { id: item.call_id ?? item.id, name: item.name });
    } else if (/completed|incomplete|failed/.test(type) && response) readResponseEnd(response);
  };

  /** Messages, whole or in events. @param {any} json */
  const readMessage = ({ message, index, content_block: block, delta, ...json }) => {
    const choice = choiceAt();
    const used = json.usage ?? message?.usage;
    if (used) usage = { ...usage, ...used };
    const ending = json.stop_reason ?? delta?.stop_reason;
    if (ending) choice.ending = ending;
    const blocks = json.content ?? (block ? [block] : []);
    for (const [i, { type, text, thinking, id, name, input }] of blocks.entries()) {
      choice.text += text ?? "";
      choice.reasoning += thinking ?? "";
      if (!/tool_use$/.test(type)) continue;
      // In events the input comes in deltas, and is empty here.
      addCall(choice, index ?? i, { id, name, arguments: block ? "" : JSON.stringify(input) });
    }
    choice.text += delta?.text ?? "";
    choice.reasoning += delta?.thinking ?? "";
    if (delta?.partial_json) addCall(choice, index, { arguments: delta.partial_json });
  };

  /** @param {any} json */
  const read = (json) => {
    if (!json || typeof json !== "object") return;
    if (json.error) error = json.error.message ?? String(json.error);
    if (Array.isArray(json.choices)) {
      if (json.usage) usage = json.usage;
      return readChoices(json);
    }
    if (json.object === "response") {
      readItems(json);
      return readResponseEnd(json);
    }
    if (/^response\./.test(json.type)) return readResponseEvent(json);
    if (/^message|^content_block/.test(json.type)) return readMessage(json);
    if (json.usage) usage = json.usage;
  };

  /** What is broken is Raw's to show. @param {string} event */
  const readSafely = (event) => {
    try {
      const json = jsonOf(event);
      if (json === undefined && hasData(event)) broken++;
      read(json);
    } catch {
      broken++;
    }
  };

  return {
    /** @param {string} text */
    take(text) {
      const events = (rest + text).split(EVENT_END);
      rest = events.pop() ?? "";
      for (const event of events) readSafely(event);
    },
    /** No more comes. */
    end() {
      readSafely(rest);
      rest = "";
    },
    /** By their indexes. */
    get choices() {
      return [...choices.entries()].toSorted(([a], [b]) => a - b).map(([, choice]) => choice);
    },
    get usage() {
      return usage;
    },
    get error() {
      return error;
    },
    /** How many events a client cannot read. */
    get broken() {
      return broken;
    },
  };
}

/** Whether an event has data that ought to be JSON. @param {string} event */
function hasData(event) {
  return /^data: ?(?!\[DONE\]|$)/m.test(event);
}
