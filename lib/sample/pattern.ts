/** Regular expressions of a schema: parsed, weighed, and run only where that is cheap. */

import { type AST, RegExpParser } from "@eslint-community/regexpp";
import { type Pattern, type Sampling, spend } from "./sampling.ts";

/** Characters of a source that is read, and of a text that it is run on. */
const LONGEST_PATTERN = 500;
const LONGEST_MATCHED = 64;
/** The highest exponent of the text's length that a match may take time by. */
const HIGHEST_DEGREE = 3;

/** Whether it is a regular expression, and not longer than any in earnest. */
export function isPattern(source: string, sampling: Sampling): boolean {
  return parsed(source, sampling) !== undefined;
}

/** Whether the text matches; undefined where the expression is wrong, or running it could take long. */
export function matches(source: string, text: string, sampling: Sampling): boolean | undefined {
  const pattern = parsed(source, sampling);
  if (pattern === undefined || pattern.degree > HIGHEST_DEGREE || text.length > LONGEST_MATCHED) {
    return undefined;
  }
  if (!spend(sampling, "work", 1 + text.length ** pattern.degree / 1000)) return undefined;
  return pattern.regexp.test(text);
}

/** The expression, parsed once a sampling; undefined where it is wrong or too long. */
export function parsed(source: string, sampling: Sampling): Pattern | undefined {
  if (sampling.patterns.has(source)) return sampling.patterns.get(source);
  const pattern = source.length > LONGEST_PATTERN ? undefined : parse(source);
  sampling.patterns.set(source, pattern);
  spend(sampling, "work", 20);
  return pattern;
}

function parse(source: string): Pattern | undefined {
  try {
    const flag = unicodeFlag(source);
    const regexp = new RegExp(source, flag);
    const tree = new RegExpParser().parsePattern(source, 0, source.length, {
      unicode: flag === "u",
    });
    const degree = degreeOf(tree.alternatives) + (source.startsWith("^") ? 0 : 1);
    const loose = /\(\?<?[=!]|\\[bBk1-9]/.test(source);
    return { tree, regexp, degree, loose, endsAnywhere: !loose && !/[$)]/.test(source) };
  } catch {
    return undefined;
  }
}

function degreeOf(branches: readonly AST.Alternative[]): number {
  const sums = branches.map(({ elements }) =>
    elements.reduce((sum, element) => sum + degreeOfElement(element), 0)
  );
  return Math.max(...sums) + (branches.length > 1 ? 1 : 0);
}

function degreeOfElement(element: AST.Element): number {
  switch (element.type) {
    case "Quantifier": {
      const inner = degreeOfElement(element.element);
      if (inner > 0 && element.max > 1) return Infinity;
      return inner + (element.min === element.max ? 0 : 1);
    }
    case "Group":
    case "CapturingGroup":
      return degreeOf(element.alternatives);
    case "Assertion":
      return "alternatives" in element ? degreeOf(element.alternatives) / 2 : 0;
    default:
      return 0;
  }
}

/** "u" as validators have it, unless only the older grammar takes the source. */
export function unicodeFlag(source: string): "u" | "" {
  try {
    return new RegExp(source, "u").unicode ? "u" : "";
  } catch {
    return "";
  }
}
