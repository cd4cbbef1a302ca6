import { assert, assertEquals } from "@std/assert";
import { base64Floats, embed } from "../../../../routes/openai/embeddings/embed.ts";

const SIZES = [3072, 1536, 512, 256, 128];

function cosine(a: string, b: string, dimensions: number): number {
  const [first, second] = [embed(a, dimensions), embed(b, dimensions)];
  return first.reduce((sum, value, i) => sum + value * second[i]!, 0);
}

function norm(vector: Float32Array): number {
  return Math.hypot(...vector);
}

Deno.test("embed() gives a unit vector of any length for any text", () => {
  const texts = [
    "",
    " ",
    "a",
    "the the the",
    "猫がマットの上に座った",
    "😀",
    "x".repeat(100_000),
    "\ud800",
  ];
  for (const text of texts) {
    for (const dimensions of [...SIZES, 1, 2, 8, 4096]) {
      const vector = embed(text, dimensions);
      assertEquals(vector.length, dimensions);
      assert(Math.abs(norm(vector) - 1) < 1e-6, `${text.slice(0, 20)}, ${dimensions}`);
    }
  }
});

Deno.test("embed() gives the same for the same text, another for another", () => {
  assertEquals(embed("hello", 256), embed("hello", 256));
  const long = "word ".repeat(50_000);
  const texts = ["", "hello", "Hello", "hello ", "hello hello", long, long + "."];
  assertEquals(new Set(texts.map((text) => embed(text, 256).join())).size, texts.length);
});

Deno.test("embed() brings like texts together and keeps others apart", () => {
  const unlike = [
    "the cat sat on the mat",
    "quarterly revenue grew by eight percent in Europe",
    "how do I install Deno on Linux?",
    "a recipe for pancakes with blueberries",
    "The dog is in the garden with the children",
  ];
  for (const dimensions of SIZES) {
    assert(cosine("the cat sat on the mat", "the cat is on the mat", dimensions) > 0.6);
    assert(cosine("Install Deno on Linux", "installing deno on a Linux machine", dimensions) > 0.5);
    for (const [i, a] of unlike.entries()) {
      for (const b of unlike.slice(i + 1)) {
        const likeness = cosine(a, b, dimensions);
        assert(Math.abs(likeness) < 0.3, `${likeness}: ${a} / ${b}`);
      }
    }
  }
});

Deno.test("embed() shortens by cutting off, and makes it a unit again", () => {
  const text = "the cat sat on the mat";
  const full = embed(text, 3072);
  for (const dimensions of [1536, 512, 3]) {
    const cut = full.slice(0, dimensions);
    const length = norm(cut);
    embed(text, dimensions).forEach((value, i) => {
      assert(Math.abs(value - cut[i]! / length) < 1e-6);
    });
  }
});

Deno.test("base64Floats() writes little-endian float32", () => {
  assertEquals(base64Floats(new Float32Array([1, -0.5])), "AACAPwAAAL8=");
  assertEquals(base64Floats(new Float32Array()), "");
  const vector = embed("hello", 1536);
  const bytes = Uint8Array.fromBase64(base64Floats(vector));
  assertEquals(new Float32Array(bytes.buffer), vector);
});
