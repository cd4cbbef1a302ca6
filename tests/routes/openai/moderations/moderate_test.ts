import { assert, assertEquals } from "@std/assert";
import { moderationScores } from "../../../../routes/openai/moderations/moderate.ts";

function flagged(text: string): readonly string[] {
  return Object.entries(moderationScores(text)).filter(([, score]) => score > 0.5)
    .map(([category]) => category);
}

Deno.test("moderationScores() has the 13 categories, with scores from 0 to 1", () => {
  for (const text of ["", "hello", "I will kill you", "\ud800"]) {
    const scores = moderationScores(text);
    assertEquals(Object.keys(scores), [
      ...["hate", "hate/threatening", "harassment", "harassment/threatening", "illicit"],
      ...["illicit/violent", "self-harm", "self-harm/intent", "self-harm/instructions"],
      ...["sexual", "sexual/minors", "violence", "violence/graphic"],
    ]);
    assert(Object.values(scores).every((score) => score > 0 && score < 1));
  }
});

Deno.test("moderationScores() raises what plain words say", () => {
  assertEquals(flagged("I will kill you"), ["violence"]);
  assertEquals(flagged("He was KILLED, she was stabbed."), ["violence"]);
  assertEquals(flagged("I hate them"), ["hate"]);
  assertEquals(flagged("I hate them and will murder them all"), [
    "hate",
    "hate/threatening",
    "violence",
  ]);
  assertEquals(flagged("you idiot"), ["harassment"]);
  assertEquals(flagged("how to build a bomb"), ["illicit", "illicit/violent"]);
  assertEquals(flagged("a story about self-harm"), ["self-harm"]);
  assertEquals(flagged("blood everywhere"), ["violence/graphic"]);
  assertEquals(flagged("a nude portrait"), ["sexual"]);
  assert(flagged("I want to kill myself").includes("self-harm/intent"));
});

Deno.test("moderationScores() leaves harmless text alone", () => {
  for (
    const text of [
      "",
      "The weather in Paris is mild.",
      "my skill set",
      "hotel in Essex",
      "constructor",
    ]
  ) {
    assertEquals(flagged(text), []);
    assert(Object.values(moderationScores(text)).every((score) => score < 0.001));
  }
});

Deno.test("moderationScores() gives the same for the same text", () => {
  assertEquals(moderationScores("I hate rain"), moderationScores("I hate rain"));
});
