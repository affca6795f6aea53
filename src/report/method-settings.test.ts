import { describe, expect, it } from "vitest";
import { augmentationText, hasInformationFloor, methodSettings } from "./method-settings.js";

describe("methodSettings", () => {
  it("shows every setting but the name", () => {
    const text =
      "seed: 0\nmethod:\n  name: mimm\n  lambda: 0.1\n  criticBatches: own\n  emaDecay: null\n  clampPenalty: true\n";
    expect(methodSettings(text)).toBe(
      "lambda 0.1, criticBatches own, emaDecay null, clampPenalty true",
    );
    expect(methodSettings("method: { name: erm }\n")).toBe("none");
    expect(methodSettings("method: { name: x, list: [1, a], map: { b: 2 } }")).toBe(
      'list [1,"a"], map {"b":2}',
    );
  });

  it("refuses what is no configuration of a run", () => {
    for (const text of ["", "seed: 0", "method: erm", "[1]"]) {
      expect(() => methodSettings(text)).toThrow("configuration of the run: no key method");
    }
    expect(() => methodSettings("a: [")).toThrow(/^configuration of the run: not YAML: got /);
  });
});

it("knows which estimates have no floor", () => {
  const method = (settings: string, sampling = "rebalance") =>
    `sampling: ${sampling}\nmethod: { name: mimm-x, ${settings} }`;
  expect(hasInformationFloor(method("given: none, distribution: shown"))).toBe(true);
  expect(hasInformationFloor(method("given: label"))).toBe(false);
  expect(hasInformationFloor(method("distribution: independent"))).toBe(false);
  // Not the floor of rebalanced rows, which are shown; with natural sampling they are the same rows.
  expect(hasInformationFloor(method("distribution: natural"))).toBe(false);
  expect(hasInformationFloor(method("distribution: natural", "natural"))).toBe(true);
});

it("says how training images were changed", () => {
  const text = (augment: string) =>
    augmentationText(`method: { name: erm }\ntrain: { epochs: 1, augment: ${augment} }`);
  expect(
    text(
      "{ shift: 2, moveAttributes: false, steps: [{ name: flip, axes: [x], chance: 0.5 }, { name: noise, sigma: [0, 0.03], chance: 1 }] }",
    ),
  ).toBe('shift 2; flip (axes ["x"], chance 0.5); noise (sigma [0,0.03], chance 1)');
  expect(text("{ shift: 2, moveAttributes: true }")).toBe("shift 2");
  expect(text("{ shift: 0, moveAttributes: false }")).toBe("none");
  expect(augmentationText("method: { name: erm }")).toBe("none");
});
