/** `GET /openapi.json`: valid, whole, and made from what reads requests. */

import { assertEquals } from "@std/assert";
import { Validator } from "@seriousme/openapi-schema-validator";
import { operations } from "../../../routes/control/openapi/operations.ts";
import { createStreamMocker } from "../../../routes/mod.ts";

const mocker = createStreamMocker();
const document = await (await mocker.fetch("http://mock/openapi.json")).json();

Deno.test("openapi: is valid by its specification", async () => {
  const { valid, errors } = await new Validator().validate(document);
  assertEquals([valid, errors], [true, undefined]);
  assertEquals(document.openapi, "3.1.0");
});

Deno.test("openapi: has every endpoint of our own, and none that is not there", async () => {
  const { endpoints } = await (await mocker.fetch("http://mock/")).json();
  const services = /^[A-Z]+ \/(?:v1|openai)\//;
  const page = /^GET \/(?:page|docs)\b/;
  const ours = endpoints.filter((one: string) => !services.test(one) && !page.test(one));
  assertEquals([...operations.keys()].toSorted(), ours.toSorted());
  const described = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods as object).map((method) => `${method.toUpperCase()} ${path}`)
  );
  assertEquals(described.length, ours.length);
});

Deno.test("openapi: parameters and bodies are those that are read", () => {
  const { parameters } = document.paths["/requests/{id}"].get;
  assertEquals(parameters.map((one: { name: string; in: string }) => [one.name, one.in]), [
    ["id", "path"],
    ["wait", "query"],
    ["chunks_from", "query"],
    ["request", "query"],
  ]);
  const { schema } = document.paths["/config"].post.requestBody.content["application/json"];
  assertEquals(schema.properties.ttft_ms.minimum, 0);
  assertEquals(typeof schema.properties.model.description, "string");
});

Deno.test("docs: the page and its files are served from here, and no others are", async () => {
  const html = await (await mocker.fetch("http://mock/docs")).text();
  const files = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, file]) => file ?? "");
  assertEquals(files.every((file) => file.startsWith("/docs/")), true);
  for (const file of files) {
    const response = await mocker.fetch(`http://mock${file}`);
    assertEquals([file, response.status], [file, 200]);
    await response.body?.cancel();
  }
  const missing = await mocker.fetch("http://mock/docs/nothing.js");
  assertEquals(missing.status, 404);
  await missing.body?.cancel();
});
