/** Names in which `*` stands for anything. */

/** Whether a name fits; the time grows with the product of both lengths at most. */
export function fitsGlob(glob: string, name: string): boolean {
  let [at, inName, star, behindStar] = [0, 0, -1, 0];
  while (inName < name.length) {
    if (glob[at] === "*") {
      star = at++;
      behindStar = inName;
    } else if (glob[at] === name[inName]) {
      at++;
      inName++;
    } else if (star >= 0) {
      at = star + 1;
      inName = ++behindStar;
    } else return false;
  }
  while (glob[at] === "*") at++;
  return at === glob.length;
}

/** Whether a name is meant as it stands. */
export function isLiteral(glob: string): boolean {
  return !glob.includes("*");
}
