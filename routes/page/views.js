// @ts-check
/// <reference lib="dom" />
/** Which of the page's views is shown: the one that the address names, as in `#requests` or `#requests/req_1`. */

/**
 * What the address names: a view, and what is to be shown in it.
 * @returns {{ view: string, rest: string }}
 */
export function addressed() {
  const [, view = "", rest = ""] = /^#([a-z]*)[/?]?(.*)$/.exec(location.hash) ?? [];
  return { view, rest };
}

/** @param {readonly HTMLElement[]} views The first is shown where the address names none. */
export function switchViews(views) {
  const links = [...document.querySelectorAll("nav a")];
  const show = () => {
    const wanted = views.find(({ id }) => id === addressed().view);
    const before = views.find((view) => !view.hidden);
    const shown = wanted ?? before ?? views[0];
    for (const view of views) view.hidden = view !== shown;
    for (const link of links) {
      if (link.getAttribute("href") === `#${shown?.id}`) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    if (wanted && wanted !== before) scrollTo(0, 0);
  };
  addEventListener("hashchange", show);
  show();
}
