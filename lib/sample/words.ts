/** What a person expects behind a property's name. */

import { choose } from "./sampling.ts";
import type { Random } from "../random.ts";

/** The words of `departureCity`, `departure_city` or `departure-city`, in lower case. */
export function wordsOf(name: string): readonly string[] {
  return name.slice(0, 60).replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase()
    .split(/[^a-z0-9]+/).filter((word) => word !== "");
}

/** `tags` → `tag`, the name of one of them. */
export function singular(name: string): string {
  if (name.endsWith("ies")) return `${name.slice(0, -3)}y`;
  return name.endsWith("s") && !name.endsWith("ss") ? name.slice(0, -1) : name;
}

/** What an author wrote behind "e.g." in a description. */
export function exampleIn(description: unknown): string | undefined {
  if (typeof description !== "string") return undefined;
  const found = /(?:\be\.g\.|\bfor example|\bsuch as),?:? ['"`‘“]?([^'"`’”()\n;:]{2,40})/i
    .exec(description.slice(0, 400));
  return found?.[1]?.split(/ or |, etc|\. |\.$/)[0]?.trim();
}

/** Texts that suit a name, the most telling first; never none. */
export function textsFor(name: string, random: Random): readonly string[] {
  const words = wordsOf(name);
  const known = [...words].reverse().map((word) =>
    TEXTS.get(word) ?? TEXTS.get(singular(word)) ?? []
  ).find((texts) => texts.length > 0);
  const noun = words.join(" ");
  const plain = noun === "" ? choose(random, SHORT) ?? "" : `Sample ${noun}`;
  return [...(known === undefined ? [] : [choose(random, known) ?? ""]), plain];
}

/** Whether `textsFor` knows the name. */
export function isKnownName(name: string): boolean {
  return wordsOf(name).some((word) => TEXTS.has(word) || TEXTS.has(singular(word)));
}

const SHORT = ["Paris", "blue", "hello", "sample", "coffee", "morning", "river", "garden"];

/** Words to fill a length with. */
export const FILLER =
  "this text is as long as its schema asks for and says nothing else so it goes on and on and ";

const SENTENCES = [
  "A short text for a demo.",
  "First, look at what is given.",
  "Then put both sides together.",
  "This follows from the step before.",
];

const TEXTS: ReadonlyMap<string, readonly string[]> = new Map(Object.entries({
  city: ["Paris", "London", "Tokyo", "Berlin", "Lisbon"],
  location: ["Paris", "London", "Tokyo", "Berlin", "San Francisco, CA"],
  place: ["Paris", "London", "Tokyo", "Lisbon"],
  origin: ["Paris", "London", "Berlin"],
  destination: ["Tokyo", "Lisbon", "New York"],
  country: ["France", "Japan", "Portugal", "Canada"],
  state: ["California", "Texas", "Bavaria"],
  region: ["Europe", "us-east-1", "Normandy"],
  address: ["12 Rue de Rivoli, Paris", "221B Baker Street, London"],
  street: ["12 Rue de Rivoli", "221B Baker Street"],
  zip: ["75001", "94105"],
  postal: ["75001", "94105"],
  name: ["Ada Lovelace", "Grace Hopper", "Alan Turing", "Mary Jackson"],
  username: ["ada", "grace", "alan"],
  first: ["Ada", "Grace", "Alan", "Mary"],
  last: ["Lovelace", "Hopper", "Turing", "Jackson"],
  author: ["Ada Lovelace", "Grace Hopper", "Mary Jackson"],
  participant: ["Alice", "Bob", "Carol"],
  attendee: ["Alice", "Bob", "Carol"],
  user: ["ada", "grace", "alan"],
  person: ["Ada Lovelace", "Grace Hopper"],
  customer: ["Ada Lovelace", "Grace Hopper"],
  recipient: ["ada@example.com", "grace@example.com"],
  to: ["ada@example.com", "grace@example.com"],
  email: ["ada@example.com", "grace@example.com", "alan@example.com"],
  phone: ["+1 555 0100", "+44 20 7946 0958"],
  company: ["Example Corp", "Analytical Engines Ltd"],
  organization: ["Example Corp", "Analytical Engines Ltd"],
  url: ["https://example.com", "https://example.com/docs"],
  link: ["https://example.com", "https://example.com/docs"],
  website: ["https://example.com"],
  domain: ["example.com"],
  date: ["2026-03-14", "2026-07-01", "2026-11-30"],
  day: ["Monday", "Friday", "Sunday"],
  time: ["09:30", "14:00", "18:45"],
  timezone: ["Europe/Paris", "Asia/Tokyo", "UTC"],
  id: ["a1b2c3", "12345", "ord_12345"],
  title: ["A Short Introduction", "Notes on the Engine", "The First Draft"],
  subject: ["Hello from the mock", "Meeting on Friday"],
  label: ["Submit", "Details", "Overview"],
  description: ["A short description.", "What this is about, in one line."],
  summary: ["A short summary of what was said."],
  explanation: SENTENCES,
  reason: ["It follows from what is given.", "It is the best match."],
  step: SENTENCES,
  text: SENTENCES,
  content: SENTENCES,
  body: SENTENCES,
  message: ["Hello, world!", "Everything is ready."],
  comment: ["Looks good to me."],
  note: ["Bring an umbrella.", "Call back on Friday."],
  query: ["weather in Paris", "best coffee near me", "how to stream tokens"],
  search: ["weather in Paris", "best coffee near me"],
  question: ["What is the capital of France?"],
  answer: ["Paris", "42", "It depends on the weather."],
  output: ["x = 4", "2 + 2 = 4", "done"],
  code: ["print('hello')"],
  command: ["ls -l"],
  expression: ["2 + 2", "(3 + 4) * 5"],
  sql: ["SELECT * FROM orders LIMIT 10"],
  language: ["en", "fr", "ja"],
  locale: ["en-US", "fr-FR"],
  currency: ["EUR", "USD", "JPY"],
  unit: ["celsius", "metric"],
  color: ["blue", "green", "red"],
  category: ["books", "travel", "music"],
  tag: ["travel", "music", "science", "food"],
  keyword: ["travel", "music", "science", "food"],
  status: ["active", "done", "pending"],
  type: ["standard", "basic"],
  product: ["Desk lamp", "Notebook", "Coffee mug"],
  item: ["Desk lamp", "Notebook", "Coffee mug"],
  ingredient: ["flour", "butter", "two eggs"],
  path: ["src/main.ts", "README.md"],
  file: ["report.pdf", "README.md"],
  filename: ["report.pdf", "README.md"],
  symbol: ["ACME", "EXPL"],
  ticker: ["ACME", "EXPL"],
  model: ["gpt-4o-mini"],
  key: ["alpha", "beta", "gamma"],
  value: ["one", "two", "three"],
}));

/** From, to, decimals of the numbers that suit a name; the last word that is known decides. */
export function rangeFor(name: string): readonly [number, number, number] {
  const known = [...wordsOf(name)].reverse().map((word) =>
    RANGES.get(word) ?? RANGES.get(singular(word))
  );
  return known.find((range) => range !== undefined) ?? [1, 100, 2];
}

const RANGES: ReadonlyMap<string, readonly [number, number, number]> = new Map([
  ["age", [18, 80, 0]],
  ["year", [2020, 2026, 0]],
  ["month", [1, 12, 0]],
  ["day", [1, 28, 0]],
  ["hour", [0, 23, 0]],
  ["minute", [0, 59, 0]],
  ["price", [5, 200, 2]],
  ["amount", [5, 500, 2]],
  ["total", [5, 500, 2]],
  ["temperature", [-5, 32, 1]],
  ["latitude", [-60, 60, 4]],
  ["lat", [-60, 60, 4]],
  ["longitude", [-170, 170, 4]],
  ["lon", [-170, 170, 4]],
  ["lng", [-170, 170, 4]],
  ["confidence", [0.6, 0.99, 2]],
  ["probability", [0.05, 0.95, 2]],
  ["score", [0.1, 0.95, 2]],
  ["ratio", [0.1, 0.9, 2]],
  ["percent", [1, 99, 0]],
  ["percentage", [1, 99, 0]],
  ["rating", [1, 5, 1]],
  ["quantity", [1, 9, 0]],
  ["count", [1, 20, 0]],
  ["limit", [5, 50, 0]],
  ["page", [1, 9, 0]],
  ["id", [1000, 9999, 0]],
  ["port", [3000, 9000, 0]],
]);
