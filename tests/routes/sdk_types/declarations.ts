/** The types that a package of deno.json declares, as the TypeScript compiler reads them, and values that they allow. */

import { fileURLToPath } from "node:url";
import ts from "typescript";

/** What one module declares. */
export interface Declarations {
  /** The type exported as `name`; behind dots properties of it, and `[]` for what an array holds. */
  type(path: string): ts.Type;
  /** The names of an object's properties. */
  keys(path: string): readonly string[];
  /** The strings of a union: those in it, and the `type` of each object in it. */
  tags(path: string): readonly string[];
  /** Values that a type allows, which show each arm of each union at least once down to `depth` levels. */
  samples(path: string, depth: number): readonly Sample[];
}

/** A value, and where in it the arm stands that it is there to show: `tools[].type=custom`. */
export interface Sample {
  readonly value: unknown;
  readonly place: string;
}

/** What stands for a number whose bounds no type tells. */
const NUMBERS: Readonly<Record<string, number>> = { budget_tokens: 1024, max_output_tokens: 16 };

/** Opens modules of packages, as `openai/resources/responses/responses`, in one go. */
export function openDeclarations(modules: readonly string[]): (module: string) => Declarations {
  const fileOf = (module: string) =>
    fileURLToPath(import.meta.resolve(module)).replace(/\.mjs$/, ".d.mts");
  const program = ts.createProgram(modules.map(fileOf), {
    module: ts.ModuleKind.NodeNext,
    strict: true,
    lib: ["lib.es2022.d.ts"],
    types: [],
  });
  const checker = program.getTypeChecker();
  return (module) => {
    const source = program.getSourceFile(fileOf(module));
    const symbol = source && checker.getSymbolAtLocation(source);
    if (!symbol) throw new Error(`Cannot read the types of ${module}: it is no module.`);
    return declarationsOf(symbol, checker);
  };
}

function declarationsOf(module: ts.Symbol, checker: ts.TypeChecker): Declarations {
  const exports = new Map(checker.getExportsOfModule(module).map((one) => [one.name, one]));
  const type = (path: string): ts.Type => {
    const [name = "", ...steps] = path.replaceAll("[]", ".[]").split(".");
    const symbol = exports.get(name);
    if (!symbol) throw new Error(`Cannot find ${name} in ${module.name}.`);
    return steps.reduce((at, step) => {
      const found = armsOf(at).map((arm) => inner(arm, step)).find((one) => one !== undefined);
      if (!found) throw new Error(`Cannot find ${path} in ${module.name}: ${step} is not there.`);
      return found;
    }, checker.getDeclaredTypeOfSymbol(symbol));
  };
  const inner = (at: ts.Type, step: string): ts.Type | undefined => {
    if (step === "[]") return elementOf(at);
    const property = at.getProperty(step);
    return property && checker.getTypeOfSymbol(property);
  };
  const elementOf = (at: ts.Type): ts.Type | undefined =>
    checker.isArrayType(at) ? checker.getIndexTypeOfType(at, ts.IndexKind.Number) : undefined;
  const armsOf = (at: ts.Type): readonly ts.Type[] =>
    (at.isUnion() ? at.types : [at]).filter(({ flags }) =>
      !(flags & (ts.TypeFlags.Null | ts.TypeFlags.Undefined))
    );
  const tagsOf = (at: ts.Type): readonly string[] =>
    armsOf(at).flatMap((arm) => {
      if (arm.isStringLiteral()) return [arm.value];
      const tag = arm.getProperty("type");
      return tag ? tagsOf(checker.getTypeOfSymbol(tag)) : [];
    });
  const isOptional = (property: ts.Symbol) => (property.flags & ts.SymbolFlags.Optional) !== 0;

  const smallest = (at: ts.Type, name: string): unknown => samplesOf(at, name, 0)[0]?.value;
  const samplesOf = (at: ts.Type, name: string, depth: number): readonly Sample[] =>
    armsOf(at).flatMap((arm): readonly Sample[] => {
      if (arm.isStringLiteral() || arm.isNumberLiteral()) {
        return [{ value: arm.value, place: `=${arm.value}` }];
      }
      if (arm.flags & ts.TypeFlags.BooleanLiteral) {
        return [{ value: checker.typeToString(arm) === "true", place: "" }];
      }
      if (arm.flags & ts.TypeFlags.NumberLike) return [{ value: NUMBERS[name] ?? 1, place: "" }];
      if (arm.flags & ts.TypeFlags.StringLike || arm.isIntersection()) {
        return [{ value: "x", place: "" }];
      }
      const element = elementOf(arm);
      if (element) {
        if (depth === 0) return [{ value: [], place: "" }];
        return samplesOf(element, name, depth - 1).map(({ value, place }) => ({
          value: [value],
          place: `[]${place}`,
        }));
      }
      return objectsOf(arm, depth);
    });
  const objectsOf = (at: ts.Type, depth: number): readonly Sample[] => {
    const properties = checker.getPropertiesOfType(at);
    const required = Object.fromEntries(
      properties.filter((one) => !isOptional(one))
        .map((one) => [one.name, smallest(checker.getTypeOfSymbol(one), one.name)]),
    );
    const tag = typeof required.type === "string" ? `=${required.type}` : "";
    const least: Sample = { value: required, place: tag };
    if (depth === 0) return [least];
    const more = properties.flatMap((property) =>
      samplesOf(checker.getTypeOfSymbol(property), property.name, depth - 1)
        .map(({ value, place }): Sample => ({
          value: { ...required, [property.name]: value },
          place: `${tag}.${property.name}${place}`,
        }))
    );
    return [least, ...more];
  };
  return {
    type,
    keys: (path) => checker.getPropertiesOfType(type(path)).map(({ name }) => name),
    tags: (path) => [...new Set(tagsOf(type(path)))].sort(),
    samples: (path, depth) => samplesOf(type(path), path.split(".").at(-1) ?? "", depth),
  };
}
