import { expect, it } from "vitest";
import type { ErrorCode } from "../base/errors.js";
import { exitCodeOf, exitCodes } from "./exit-codes.js";

it("gives 2 where the user's input is at fault, 1 where it is not, for every error code", () => {
  const expected: Readonly<Record<ErrorCode, number>> = {
    config: 2,
    data: 2,
    format: 2,
    shape: 2,
    dtype: 1,
    graph: 1,
    internal: 1,
    numeric: 1,
    runtime: 1,
    storage: 1,
  };
  for (const [code, exit] of Object.entries(expected)) {
    expect(exitCodeOf(code as ErrorCode), code).toBe(exit);
  }
});

it("keeps the codes that scripts rely on", () => {
  expect(exitCodes).toEqual({ done: 0, failure: 1, usage: 2, gateFailed: 3, interrupted: 130 });
});
