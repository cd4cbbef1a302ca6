/** Words that every text has which a regular expression matches, to tell quickly that one does not. */

/** All such words, in lower case; none where the expression asks for none that can be told at a glance. */
export function literalsOf(source: string): readonly string[] {
  const runs: string[] = [];
  let run = "";
  const endRun = () => {
    runs.push(run);
    run = "";
  };
  for (let at = 0; at < source.length; at++) {
    const sign = source.charAt(at);
    switch (sign) {
      case "|":
        return [];
      case "(":
        endRun();
        at = endOfGroup(source, at);
        break;
      case "[":
        endRun();
        at = endOfClass(source, at);
        break;
      case "*":
      case "?":
      case "{":
        // What it stands behind may be absent.
        run = [...run].slice(0, -1).join("");
        endRun();
        if (sign === "{") at = Math.max(at, source.indexOf("}", at));
        break;
      case "\\": {
        const escaped = source.charAt(++at);
        // Numbers of characters, names of classes, and quotes, in which all else means itself.
        if (/[\dpPxQ]/.test(escaped)) return [];
        if (/\w/.test(escaped)) endRun();
        else run += escaped;
        break;
      }
      case "+":
      case ".":
      case "^":
      case "$":
        endRun();
        break;
      default:
        run += sign;
    }
  }
  endRun();
  return runs.filter((one) => one !== "").map((one) => one.toLowerCase());
}

function endOfClass(source: string, start: number): number {
  for (let at = start + (source.charAt(start + 1) === "^" ? 2 : 1) + 1; at < source.length; at++) {
    if (source.charAt(at) === "\\") at++;
    else if (source.charAt(at) === "]") return at;
  }
  return source.length;
}

function endOfGroup(source: string, start: number): number {
  for (let at = start + 1; at < source.length; at++) {
    const sign = source.charAt(at);
    if (sign === "\\") at++;
    else if (sign === "[") at = endOfClass(source, at);
    else if (sign === "(") at = endOfGroup(source, at);
    else if (sign === ")") return at;
  }
  return source.length;
}
