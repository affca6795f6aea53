import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { fileErrorCode } from "./file-error-code.js";

it("reads the system's code, and says where there is none", () => {
  let failure: unknown = null;
  try {
    readFileSync("no such file");
  } catch (error) {
    failure = error;
  }
  expect(fileErrorCode(failure)).toBe("ENOENT");
  expect(fileErrorCode(new Error("plain"))).toBe("unknown error");
  expect(fileErrorCode("a text")).toBe("unknown error");
});
