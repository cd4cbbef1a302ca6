/** What the kit uses of Jest, whose own types are there where it is used. */

import type { Matchers } from "expect";

/** `test` */
export interface TestFunction {
  (name: string, run: () => Promise<void>, timeoutMs?: number): void;
}

export const test: TestFunction & {
  readonly only: TestFunction;
  readonly skip: TestFunction;
  readonly failing: TestFunction;
};
/** `expect` */
export const expect: ((actual: unknown) => Matchers<void>) & { extend(matchers: object): void };
export function beforeAll(run: () => unknown, timeoutMs?: number): void;
export function afterAll(run: () => unknown): void;
