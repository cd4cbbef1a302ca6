// @ts-check
/** A request that is read again and again while it is under way: what is known of it is asked for once. */

import { getRequest, getRequestNews } from "../api.js";

/** @import { RequestDetail } from "../api.js" */

/**
 * The request as it is now, given what was known of it, where anything was.
 * @param {string} id
 * @param {RequestDetail | undefined} known
 * @returns {Promise<RequestDetail>}
 */
export async function readAgain(id, known) {
  // What it said is settled once it has settings, or has ended.
  if (!known || (!known.request?.settings && known.outcome === "open")) return await getRequest(id);
  // The last chunk may stand for more of them by now.
  const from = Math.max(0, known.chunks.length - 1);
  const news = await getRequestNews(known.id, from);
  return {
    ...news,
    request: known.request,
    chunks: [...known.chunks.slice(0, from), ...news.chunks],
  };
}
