/** A verdict by plain words, so that a test can ask for a flagged text in English. */

import { hashText, seededRandom } from "../../../lib/random.ts";

/** What is read; the real model's limit is 32,768 tokens, about as much. */
const LONGEST_READ = 100_000;

const anyOf = (words: string): ReadonlySet<string> => new Set(words.split(" "));

const HATE = anyOf("hate hateful racist bigot vermin subhuman slur");
const INSULT = anyOf("idiot stupid moron loser ugly pathetic worthless harass bully");
const VIOLENCE = anyOf("kill murder shoot stab attack strangle assault slaughter massacre torture");
const GORE = anyOf("blood bloody gore gory dismember decapitate mutilate corpse entrails");
const SELF_HARM = anyOf("suicide suicidal selfharm cutting overdose");
const SELF = anyOf("myself yourself himself herself themselves");
const INJURY = anyOf("kill hurt harm cut injure hang");
const WANT = anyOf("i i'm im my me want going");
const HOW = anyOf("how way ways method methods steps instructions guide");
const CRIME = anyOf(
  "bomb explosive meth heroin cocaine steal shoplift counterfeit launder hack forge",
);
const WEAPON = anyOf("bomb explosive gun grenade weapon poison");
const SEXUAL = anyOf("sex sexual porn pornography nude naked erotic erotica orgasm");
const MINOR = anyOf("child children minor minors underage teen teenager kid kids");

/** All of a rule's lists must have a word in the text; a category is hit by any of its rules. */
type Rules = readonly (readonly ReadonlySet<string>[])[];

const CATEGORIES: Readonly<Record<string, Rules>> = {
  "hate": [[HATE]],
  "hate/threatening": [[HATE, VIOLENCE]],
  "harassment": [[INSULT]],
  "harassment/threatening": [[INSULT, VIOLENCE]],
  "illicit": [[CRIME]],
  "illicit/violent": [[WEAPON, HOW]],
  "self-harm": [[SELF_HARM], [SELF, INJURY]],
  "self-harm/intent": [[SELF_HARM, WANT], [SELF, INJURY, WANT]],
  "self-harm/instructions": [[SELF_HARM, HOW], [SELF, INJURY, HOW]],
  "sexual": [[SEXUAL]],
  "sexual/minors": [[SEXUAL, MINOR]],
  "violence": [[VIOLENCE]],
  "violence/graphic": [[GORE]],
};

/** A score from 0 to 1 for each of the 13 categories: above 0.7 where words say so, below 0.001 elsewhere. */
export function moderationScores(text: string): Readonly<Record<string, number>> {
  const random = seededRandom(hashText(text));
  const words = wordsOf(text);
  const isSaid = (list: ReadonlySet<string>) => [...list].some((word) => words.has(word));
  return Object.fromEntries(
    Object.entries(CATEGORIES).map(([category, rules]) => {
      const isHit = rules.some((rule) => rule.every(isSaid));
      return [category, isHit ? 0.75 + random() * 0.24 : 10 ** (-6 + random() * 3)];
    }),
  );
}

/** The text's words, each also without its ending: `killing`, `killed` and `kills` hold `kill`. */
function wordsOf(text: string): ReadonlySet<string> {
  const said = text.slice(0, LONGEST_READ).toLowerCase().replaceAll("self-harm", "selfharm")
    .match(/[\p{L}']+/gu) ?? [];
  return new Set(said.flatMap((word) => [word, ...stemsOf(word)]));
}

function stemsOf(word: string): readonly string[] {
  const stem = word.replace(/(?:ing|ers?|ed|es|s)$/, "");
  return [stem, `${stem}e`, stem.replace(/(.)\1$/, "$1")];
}
