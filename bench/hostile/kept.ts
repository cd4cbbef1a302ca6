/** What is kept of long requests and answers, asked for again. */

import { chat, get, type HostileCases, MILLION, responses, said, times } from "./ask.ts";

export const KEPT: HostileCases = {
  "a stored response of a million tokens, told": {
    before: () => responses(MILLION),
    ask: ({ id }) => get(`/v1/responses/${id}`),
  },
  "a stored response of a million tokens, resumed": {
    before: () => responses({ ...MILLION, stream: true }),
    ask: ({ id }) => get(`/v1/responses/${id}?stream=true&starting_after=900000`),
  },
  "a stored response of a million tokens, answered": {
    before: () => responses(MILLION),
    ask: ({ id }) => responses({ previous_response_id: id }),
  },
  "a stored chat of a million tokens, told": {
    before: () => chat({ ...MILLION, store: true }),
    ask: ({ id }) => get(`/v1/chat/completions/${id}`),
  },
  "all stored chats, listed": {
    before: () => chat({ ...MILLION, store: true }),
    ask: () => get(`/v1/chat/completions`),
  },
  "input items of 30,000 messages": {
    before: () => responses({ input: times(30_000, (i) => said(`message ${i}`)) }),
    ask: ({ id }) => get(`/v1/responses/${id}/input_items?limit=100`),
  },
  "the ledger's entry of 30,000 messages": {
    before: () => chat({ messages: times(30_000, (i) => said(`message ${i}`)) }),
    ask: ({ request }) => get(`/requests/${request}`),
  },
  "the ledger's entry of a million tokens": {
    before: () => chat({ ...MILLION, stream: true }),
    ask: ({ request }) => get(`/requests/${request}`),
  },
  "the ledger's entry of 9 MB": {
    before: () => chat({ messages: [said('\n"'.repeat(2_200_000))] }),
    ask: ({ request }) => get(`/requests/${request}`),
  },
};
