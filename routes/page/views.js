// @ts-check
/// <reference lib="dom" />
/** Which of the page's views is shown: the one that the address names. */

/** @param {readonly HTMLElement[]} views The first is shown where the address names none. */
export function switchViews(views) {
  const links = [...document.querySelectorAll("nav a")];
  const show = () => {
    const wanted = views.find(({ id }) => `#${id}` === location.hash);
    const shown = wanted ?? views.find((view) => !view.hidden) ?? views[0];
    for (const view of views) view.hidden = view !== shown;
    for (const link of links) {
      if (link.getAttribute("href") === `#${shown?.id}`) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    if (wanted) scrollTo(0, 0);
  };
  addEventListener("hashchange", show);
  show();
}
