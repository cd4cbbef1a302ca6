/** The package's own description, whose version and licence are deno.json's. */

/** What deno.json has of it; `imports` has those of tests/deno.json, too, where what only the package needs stands. */
export interface Project {
  readonly version: string;
  readonly license: string;
  readonly imports: Readonly<Record<string, string>>;
}

/** The text of `package.json`. */
export function packageJson({ version, license, imports }: Project): string {
  const versionOf = (name: string): string => {
    const version = /[^/]@([^/]+)/.exec(imports[name] ?? "")?.[1];
    if (version !== undefined) return version;
    throw new Error(`Cannot say which ${name} the package depends on: no deno.json has it.`);
  };
  const entry = (name: string) => ({ types: `./dist/${name}.d.ts`, default: `./dist/${name}.js` });
  const eitherWay = (name: string) => ({
    types: `./dist/${name}.d.ts`,
    require: `./dist/${name}.cjs`,
    default: `./dist/${name}.js`,
  });
  return JSON.stringify(
    {
      name: "openai-stream-mocker",
      version,
      license,
      description:
        "A mock of OpenAI's streaming API (and Anthropic's, and Azure's) that keeps the speed you choose",
      keywords: [
        "openai",
        "anthropic",
        "mock",
        "streaming",
        "sse",
        "test",
        "vitest",
        "jest",
        "playwright",
      ],
      type: "module",
      engines: { node: ">=20" },
      bin: { "openai-stream-mocker": "./dist/bin.js" },
      exports: {
        ".": entry("index"),
        "./vitest": entry("vitest"),
        "./jest": eitherWay("jest"),
        "./playwright": eitherWay("playwright"),
        "./package.json": "./package.json",
      },
      dependencies: {
        "gpt-tokenizer": versionOf("gpt-tokenizer/"),
        katex: versionOf("katex/"),
      },
      files: ["dist", "config.toml", "THIRD_PARTY_LICENSES.txt"],
    },
    null,
    2,
  ) + "\n";
}
