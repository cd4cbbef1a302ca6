/** Remembers the answers of a function of a text. */

/** The longest text that is remembered, in UTF-16 units. */
const LONGEST = 1024;

/** The same function, with its `most` newest answers kept. What it throws is not. */
export function boundedMemo<T>(most: number, answerTo: (text: string) => T): (text: string) => T {
  const kept = new Map<string, { readonly answer: T }>();
  return (text) => {
    const known = kept.get(text);
    if (known) return known.answer;
    const answer = answerTo(text);
    if (text.length > LONGEST) return answer;
    kept.set(text, { answer });
    for (const oldest of kept.keys()) {
      if (kept.size <= most) break;
      kept.delete(oldest);
    }
    return answer;
  };
}
