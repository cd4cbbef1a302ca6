// @ts-check
/** An answer that is put together from what its events say, as a client does it. */

/** @import { Call, Said } from "./wires.js" */

/** An empty answer. */
export function createAnswer() {
  let text = "";
  /** @type {Map<number, Call>} */
  const calls = new Map();
  /** @type {string[]} */
  const notes = [];

  return {
    /** @param {Said} said */
    take({ text: more = "", call, ending, error }) {
      text += more;
      if (call) {
        const { id = "", name = "", arguments: given = "" } = calls.get(call.place) ?? {};
        calls.set(call.place, {
          id: call.id ?? id,
          name: call.name ?? name,
          arguments: given + (call.arguments ?? ""),
        });
      }
      if (ending) notes.push(ending);
      if (error) notes.push(`error: ${error}`);
    },
    get text() {
      return text;
    },
    get calls() {
      return [...calls.values()];
    },
    /** Why it ended, and what went wrong. */
    get notes() {
      return notes;
    },
  };
}
