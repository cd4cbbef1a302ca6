/** The types of what the package exports. */

import ts from "typescript";
import { dirname, join, relative } from "node:path/posix";

const ENTRIES = ["npm/index.ts", "npm/vitest.ts", "npm/jest.ts", "npm/playwright.ts"];

/**
 * Writes `index.d.ts` and the others, and beside them, under `types/`, those of the files whose types they name. Each file says its own
 * types in full, as our lint asks of what is exported, so that none needs to be inferred from another.
 */
export async function writeTypes(root: string, out: string): Promise<void> {
  const todo = [...ENTRIES];
  const done = new Set<string>();
  for (let file = todo.pop(); file !== undefined; file = todo.pop()) {
    if (done.has(file)) continue;
    done.add(file);
    const { text, needs } = declarationsOf(file, await Deno.readTextFile(root + file));
    todo.push(...needs);
    const path = `${out}/${placeOf(file)}`;
    await Deno.mkdir(dirname(path), { recursive: true });
    await Deno.writeTextFile(path, text);
  }
}

/** Where a source's types are written. */
function placeOf(file: string): string {
  const name = file.replace(/\.ts$/, ".d.ts");
  return ENTRIES.includes(file) ? name.replace("npm/", "") : `types/${name}`;
}

function declarationsOf(file: string, source: string) {
  const needs: string[] = [];
  const { outputText, diagnostics } = ts.transpileDeclaration(source, {
    fileName: file,
    reportDiagnostics: true,
    compilerOptions: { target: ts.ScriptTarget.ESNext, stripInternal: true },
  });
  const wrong = diagnostics?.[0];
  if (wrong) {
    throw new Error(`${file}: ${ts.flattenDiagnosticMessageText(wrong.messageText, "\n")}`);
  }
  const text = outputText.replaceAll(/(from |import\()"(\.[^"]+)\.ts"/g, (_, how, name) => {
    const needed = join(dirname(file), `${name}.ts`);
    needs.push(needed);
    const path = relative(dirname(placeOf(file)), placeOf(needed).replace(/\.d\.ts$/, ".js"));
    return `${how}"${path.startsWith(".") ? path : `./${path}`}"`;
  });
  return { text, needs };
}
