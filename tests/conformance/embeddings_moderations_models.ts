import { between, equal, type Json, keysAre, ok } from "./asserts.ts";
import { area, type Target } from "./check.ts";
import { answer, EMBEDDINGS, envelope, jsonOf, MODERATIONS, post } from "./requests.ts";
import { CATEGORIES, embeddingList, model, modelList, moderation, valid } from "./schemas.ts";
import { encoded, tokens } from "./tokens.ts";

const embeddings = area("embeddings", "docs/wire.md §5");
const { check } = embeddings;

const SMALL = "text-embedding-3-small";

function embed(target: Target, input: unknown, extra: Record<string, unknown> = {}): Promise<Json> {
  return answer(target, EMBEDDINGS, { model: SMALL, input, ...extra });
}

async function vector(target: Target, input: unknown, extra?: Record<string, unknown>) {
  const [first] = (await embed(target, input, extra)).data;
  return first.embedding as number[];
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0);
}

/** What a client makes of base64: little-endian float32. */
function floats(base64: string): number[] {
  const view = new DataView(Uint8Array.fromBase64(base64).buffer);
  return Array.from({ length: view.byteLength / 4 }, (_, at) => view.getFloat32(at * 4, true));
}

check("schema", async (t) => valid(embeddingList, await embed(t, "a lamp"), "the list"));

check("keys and their order", async (t) => {
  const made = await embed(t, "a lamp");
  keysAre(made, ["object", "data", "model", "usage"], "the list");
  keysAre(made.data[0], ["object", "index", "embedding"], "an embedding");
  keysAre(made.usage, ["prompt_tokens", "total_tokens"], "usage");
});

for (const [name, size] of [[SMALL, 1536], ["text-embedding-ada-002", 1536]] as const) {
  check(`dimensions of ${name}`, async (t) => {
    equal((await vector(t, "a", { model: name })).length, size, "dimensions");
  });
}

check("dimensions of text-embedding-3-large", async (t) => {
  equal((await vector(t, "a", { model: "text-embedding-3-large" })).length, 3072, "dimensions");
});

for (const dimensions of [128, 512]) {
  check(`dimensions ${dimensions}, still of length 1`, async (t) => {
    const made = await vector(t, "a lamp", { dimensions });
    equal(made.length, dimensions, "dimensions");
    between(Math.sqrt(dot(made, made)), 0.9999, 1.0001, "norm");
  });
}

check("length 1", async (t) => {
  const made = await vector(t, "a lamp");
  between(Math.sqrt(dot(made, made)), 0.9999, 1.0001, "norm");
});

check("base64 is little-endian float32 of the same vector", async (t) => {
  const [base64] = (await embed(t, "a lamp", { encoding_format: "base64" })).data;
  ok(typeof base64.embedding === "string", "not a string");
  const made = floats(base64.embedding);
  const plain = await vector(t, "a lamp", { encoding_format: "float" });
  equal(made.length, plain.length, "dimensions");
  for (const [at, value] of plain.entries()) {
    between(made[at], value - 1e-6, value + 1e-6, `value ${at}`);
  }
});

check("base64 with dimensions", async (t) => {
  const [made] = (await embed(t, "a", { encoding_format: "base64", dimensions: 128 })).data;
  equal(floats(made.embedding).length, 128, "dimensions");
});

check("the same text gives the same vector", async (t) => {
  equal(await vector(t, "a lamp"), await vector(t, "a lamp"), "vectors");
});

check("another text gives another", async (t) => {
  ok(dot(await vector(t, "a lamp"), await vector(t, "tax law")) < 0.999, "one vector for all");
});

check("like texts are near each other", async (t) => {
  const a = await vector(t, "The lighthouse keeper lights the lamp every evening.");
  const b = await vector(t, "The lighthouse keeper lights the big lamp each evening.");
  const c = await vector(t, "Quarterly tax returns must list depreciation.");
  ok(dot(a, b) > dot(a, c) + 0.1, `near ${dot(a, b)}, far ${dot(a, c)}`);
}, "issue 4");

check("several inputs keep their order", async (t) => {
  const made = await embed(t, ["a", "b", "c"]);
  equal(made.data.map((one: Json) => one.index), [0, 1, 2], "indexes");
  equal(made.data[1].embedding, await vector(t, "b"), "the second vector");
});

check("usage is the input's tokens", async (t) => {
  const inputs = ["A lighthouse.", "नमस्ते दुनिया 你好"];
  const sum = inputs.reduce((total, text) => total + tokens(SMALL, text), 0);
  equal((await embed(t, inputs)).usage, { prompt_tokens: sum, total_tokens: sum }, "usage");
}, "docs/wire.md §7");

check("an input of tokens is its text", async (t) => {
  const text = "The lighthouse keeper";
  const made = await embed(t, encoded(SMALL, text));
  equal(made.data.length, 1, "embeddings");
  equal(made.usage.prompt_tokens, tokens(SMALL, text), "prompt_tokens");
  equal(made.data[0].embedding, await vector(t, text), "vector");
});

check("inputs of tokens", async (t) => {
  const made = await embed(t, [[791, 3363], [791]]);
  equal([made.data.length, made.usage.prompt_tokens], [2, 3], "embeddings, prompt_tokens");
});

check("the model comes back", async (t) => {
  equal((await embed(t, "a")).model, SMALL, "model");
  const ada = await embed(t, "a", { model: "text-embedding-ada-002" });
  ok(/^text-embedding-ada-002(-v2)?$/.test(ada.model), `model ${ada.model}`);
});

check("2048 inputs are taken, 2049 are not", async (t) => {
  const inputs = Array.from({ length: 2049 }, () => "a");
  const body = { model: SMALL, input: inputs, dimensions: 8, encoding_format: "base64" };
  const many = await answer(t, EMBEDDINGS, { ...body, input: inputs.slice(1) });
  equal(many.data.length, 2048, "embeddings");
  await envelope(await post(t, EMBEDDINGS, body), { message: /./ });
});

check("no input", async (t) => {
  const message = "Missing required parameter: 'input'.";
  await envelope(await post(t, EMBEDDINGS, { model: SMALL }), { message, param: "input" });
}, "docs/wire.md §3");

const moderations = area("moderations", "docs/wire.md §5");

function moderate(target: Target, input: unknown, extra: Record<string, unknown> = {}) {
  return answer(target, MODERATIONS, { input, ...extra });
}

moderations.check("schema", async (t) => {
  valid(moderation, await moderate(t, "Good morning."), "the moderation");
});

moderations.check("keys and their order", async (t) => {
  const made = await moderate(t, "Good morning.");
  keysAre(made, ["id", "model", "results"], "the moderation");
  keysAre(made.results[0], [
    "flagged",
    "categories",
    "category_scores",
    "category_applied_input_types",
  ], "a result");
});

moderations.check("thirteen categories, thrice", async (t) => {
  const [result] = (await moderate(t, "Good morning.")).results;
  for (const key of ["categories", "category_scores", "category_applied_input_types"]) {
    equal(Object.keys(result[key]).sort(), [...CATEGORIES].sort(), key);
  }
});

moderations.check("a harmless text is not flagged", async (t) => {
  const [result] = (await moderate(t, "Good morning.")).results;
  equal(result.flagged, false, "flagged");
  ok(CATEGORIES.every((name) => result.categories[name] === false), "a category");
});

moderations.check("flagged is whether any category is", async (t) => {
  for (const text of ["Good morning.", "I will kill you with a knife", "I hate you"]) {
    const [result] = (await moderate(t, text)).results;
    equal(result.flagged, Object.values(result.categories).includes(true), "flagged");
  }
});

moderations.check("a result an input", async (t) => {
  equal((await moderate(t, ["a", "b", "c"])).results.length, 3, "results");
});

moderations.check("the model, by default and named", async (t) => {
  const named = await moderate(t, "a", { model: "omni-moderation-latest" });
  for (const made of [await moderate(t, "a"), named]) {
    ok(String(made.model).startsWith("omni-moderation"), `model ${made.model}`);
  }
});

moderations.check("text and image parts are taken", async (t) => {
  const url = "data:image/png;base64,iVBORw0KGgo=";
  const input = [{ type: "text", text: "a" }, { type: "image_url", image_url: { url } }];
  valid(moderation, await moderate(t, input), "the moderation");
}, "spec");

moderations.check("no input", async (t) => {
  const message = "Missing required parameter: 'input'.";
  await envelope(await post(t, MODERATIONS, {}), { message, param: "input" });
}, "docs/wire.md §3");

const models = area("models", "docs/wire.md §5");

const list = async (t: Target): Promise<Json> => await jsonOf(await t.fetch("/v1/models"));

models.check("schema", async (t) => valid(modelList, await list(t), "the list"));

models.check("keys and their order", async (t) => {
  const all = await list(t);
  keysAre(all, ["object", "data"], "the list");
  keysAre(all.data[0], ["id", "object", "created", "owned_by"], "a model");
});

models.check("the known models are listed once", async (t) => {
  const ids: string[] = (await list(t)).data.map((one: Json) => one.id);
  for (const id of ["gpt-4", "gpt-3.5-turbo", "gpt-4o", "o4-mini", "claude-2", SMALL]) {
    equal(ids.filter((one) => one === id).length, 1, `times that ${id} is listed`);
  }
});

models.check("one model", async (t) => {
  const one = await jsonOf(await t.fetch("/v1/models/gpt-4o"));
  valid(model, one, "the model");
  equal([one.id, one.object], ["gpt-4o", "model"], "id, object");
});

models.check("one model is what the list says of it", async (t) => {
  for (const id of ["gpt-3.5-turbo", "gpt-4.1"]) {
    const listed = (await list(t)).data.find((one: Json) => one.id === id);
    equal(await jsonOf(await t.fetch(`/v1/models/${id}`)), listed, id);
  }
});

export const embeddingsChecks = embeddings.checks;
export const moderationsChecks = moderations.checks;
export const modelsChecks = models.checks;
