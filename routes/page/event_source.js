// @ts-check
/// <reference lib="dom" />
/** The event stream itself, with its own ups and downs as events among the others. */

/** @typedef {{ name: string, data: string }} Heard */

/** @param {(heard: Heard) => void} hear */
export function listenToSource(hear) {
  const source = new EventSource("/events");
  source.onopen = () => hear({ name: "open", data: "" });
  source.onerror = () => {
    hear({ name: "lost", data: "" });
    // A browser gives up on an answer that is no event stream, such as a proxy's while the server restarts.
    if (source.readyState === EventSource.CLOSED) setTimeout(() => listenToSource(hear), 2000);
  };
  for (const name of ["requests", "streams", "config"]) {
    source.addEventListener(name, ({ data }) => hear({ name, data }));
  }
}
