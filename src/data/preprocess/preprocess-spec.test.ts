import { describe, expect, it } from "vitest";
import { parsePreprocessSpec } from "./preprocess-spec.js";

const landmarks = { step: "histogram-match", landmarks: [0, 1], images: 4 };
const match = {
  name: "histogram-match",
  percentiles: [1, 99],
  to: [0, 1],
  over: "nonzero",
  outside: "clamp",
};
const spec = {
  version: 1,
  channels: "grey",
  steps: [{ name: "z-score", over: "all" }, match],
  fitted: [null, landmarks],
};

describe("parsePreprocessSpec", () => {
  it("reads what was stored", () => {
    expect(parsePreprocessSpec(JSON.parse(JSON.stringify(spec)), "model.onnx")).toEqual(spec);
  });

  it.each([
    ["another version", { version: 2 }, "version", "Invalid input: expected 1"],
    ["an unknown key", { size: 1 }, "", 'Unrecognized key: "size"'],
    [
      "a step that did not learn",
      { fitted: [null, null] },
      "fitted.1",
      "not what histogram-match with these settings has learnt",
    ],
    [
      "a step that cannot learn",
      { fitted: [landmarks, landmarks] },
      "fitted.0",
      "not what z-score with these settings has learnt",
    ],
    [
      "landmarks of other settings",
      { fitted: [null, { ...landmarks, landmarks: [0, 0.5, 1] }] },
      "fitted.1",
      "not what histogram-match with these settings has learnt",
    ],
    ["too few entries", { fitted: [null] }, "fitted", "1 entries for 2 steps"],
  ])("refuses %s", (_, change, key, reason) => {
    expect(() => parsePreprocessSpec({ ...spec, ...change }, "model.onnx")).toThrow(
      `model.onnx: preprocessing cannot be read (key ${key}, reason ${reason}). It was written by another version (this one reads 1), or changed by hand.`,
    );
  });
});
