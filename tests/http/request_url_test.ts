import { assertEquals } from "@std/assert";
import { urlsBehindQuery } from "../../lib/http/request_url.ts";

const CASES: Readonly<Record<string, string>> = {
  "/v1?tps=80/chat/completions": "/v1/chat/completions?tps=80",
  "/v1/?tps=80/chat/completions": "/v1/chat/completions?tps=80",
  "/?tps=80/v1/chat/completions": "/v1/chat/completions?tps=80",
  "/v1?tps=80&ttft=300/chat/completions": "/v1/chat/completions?tps=80&ttft=300",
  "/v1?tps=80/chat/completions?ttft=1": "/v1/chat/completions?tps=80&ttft=1",
  "/v1?tps=80/models/gpt-4": "/v1/models/gpt-4?tps=80",
  "/?tps=80%2Fv1%2Fmessages": "/v1/messages?tps=80",
  "/v1?tps=80%2Fchat%2Fcompletions&limit=2": "/v1/chat/completions?tps=80&limit=2",
  "/?tps=80%2Fv1%2Fmessages%3Fbeta%3Dtrue": "/v1/messages?tps=80&beta=true",
  "/openai/deployments/m?tps=3%2Fembeddings&api-version=2024":
    "/openai/deployments/m/embeddings?tps=3&api-version=2024",
  "/v1?refusal_message=a/b&refuse=true/chat/completions":
    "/v1/chat/completions?refusal_message=a/b&refuse=true",
  "/v1?refusal_message=http%3A%2F%2Fx%2Fy&tps=1%2Fresponses":
    "/v1/responses?refusal_message=http%3A//x/y&tps=1",
  "/v1?truncation_message=n/a/models": "/v1/models?truncation_message=n/a",
  "/v1?/models": "/v1/models",
};

/** What no path stands behind. */
const NONE = [
  "/v1/models",
  "/v1/models?tps=80",
  "/v1?tps=80/",
  "/v1?ratio=1/2",
  "/v1/models?",
  "/v1?a=/x/../../..",
  "/v1?a=/x/%2e%2E",
];

for (const [came, meant] of Object.entries(CASES)) {
  Deno.test(`urlsBehindQuery: ${came} may mean ${meant}`, () => {
    const found = urlsBehindQuery(new URL(`http://mock${came}`)).map(({ href }) => href);
    assertEquals(found.includes(new URL(`http://mock${meant}`).href), true, found.join(" "));
  });
}

Deno.test("urlsBehindQuery: the longest path comes first", () => {
  const found = urlsBehindQuery(new URL("http://mock/v1?a=n/b/models"));
  assertEquals(found.map(({ pathname }) => pathname), ["/v1/b/models", "/v1/models"]);
});

for (const came of NONE) {
  Deno.test(`urlsBehindQuery: nothing stands behind ${came}`, () => {
    assertEquals(urlsBehindQuery(new URL(`http://mock${came}`)), []);
  });
}
