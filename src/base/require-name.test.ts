import { describe, expect, it } from "vitest";
import { requireName } from "./require-name.js";

describe("requireName", () => {
  it("is silent for a known name, and else names key, names and the nearest", () => {
    requireName("--split", "no such split", "test", ["test"]);
    expect(() => {
      requireName("--split", "no such split", "tset", ["validation", "test"]);
    }).toThrow("--split: no such split: expected validation | test, got tset. Did you mean test?");
    expect(() => {
      requireName("data.attributes", "unknown name", "site", []);
    }).toThrow("data.attributes: unknown name: expected none, got site");
  });
});
