import { assertEquals } from "@std/assert";
import { urlBehindQuery } from "../../lib/http/request_url.ts";

const CASES: Readonly<Record<string, string>> = {
  "/v1/models": "/v1/models",
  "/v1/models?tps=80": "/v1/models?tps=80",
  "/v1?tps=80/chat/completions": "/v1/chat/completions?tps=80",
  "/v1/?tps=80/chat/completions": "/v1/chat/completions?tps=80",
  "/?tps=80/v1/chat/completions": "/v1/chat/completions?tps=80",
  "/v1?tps=80&ttft=300/chat/completions": "/v1/chat/completions?tps=80&ttft=300",
  "/v1?tps=80/chat/completions?ttft=1": "/v1/chat/completions?tps=80&ttft=1",
  "/v1?tps=80/models/gpt-4": "/v1/models/gpt-4?tps=80",
  "/v1?tps=80/": "/v1?tps=80/",
  "/?tps=80%2Fv1%2Fmessages": "/v1/messages?tps=80",
  "/v1?tps=80%2Fchat%2Fcompletions&limit=2": "/v1/chat/completions?tps=80&limit=2",
  "/?tps=80%2Fv1%2Fmessages%3Fbeta%3Dtrue": "/v1/messages?tps=80&beta=true",
  "/openai/deployments/m?tps=3%2Fembeddings&api-version=2024":
    "/openai/deployments/m/embeddings?tps=3&api-version=2024",
  "/v1?ratio=1/2": "/v1?ratio=1/2",
  "/v1?/models": "/v1/models",
  "/v1/models?": "/v1/models?",
  "/v1?a=/x/../../../../config": "/v1?a=/x/../../../../config",
  "/v1?a=/x/%2e%2E/config": "/v1?a=/x/%2e%2E/config",
};

for (const [came, meant] of Object.entries(CASES)) {
  Deno.test(`urlBehindQuery: ${came} means ${meant}`, () => {
    const url = new URL(`http://mock${came}`);
    assertEquals((urlBehindQuery(url) ?? url).href, new URL(`http://mock${meant}`).href);
  });
}
