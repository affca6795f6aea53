import { describe, expect, it } from "vitest";
import { parsePreparation } from "./parse-preparation.js";

const preparation = {
  decode: { frame: null, window: "none", series: false },
  preprocess: {
    channels: "grey",
    steps: [{ name: "resize", size: [8, 8], method: "area" }],
    version: 1,
    fitted: [null],
  },
  imageShape: [1, 8, 8],
};

describe("parsePreparation", () => {
  it("gives back what a run stored", () => {
    const text = JSON.stringify(preparation);
    expect(JSON.stringify(parsePreparation(JSON.parse(text), "method.json"))).toBe(text);
  });

  it("refuses anything else, naming the key", () => {
    expect(() => parsePreparation(null, "method.json")).toThrow(
      "method.json: how files become images cannot be read (key preparation, reason Invalid input: expected object, received null). It was written by another version, or changed by hand.",
    );
    expect(() => parsePreparation({ ...preparation, imageShape: [0, 8, 8] }, "m")).toThrow(
      /^m: how files become images cannot be read \(key preparation\.imageShape\.0, /,
    );
    const preprocess = { ...preparation.preprocess, version: 9 };
    expect(() => parsePreparation({ ...preparation, preprocess }, "m")).toThrow(
      /^m: preprocessing cannot be read \(key version, /,
    );
  });
});
