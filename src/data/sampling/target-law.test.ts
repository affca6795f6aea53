import { describe, expect, it } from "vitest";
import { messageOf } from "../../../fixtures/sampling/toy-source.js";
import { strengthsOf, targetLaws } from "./target-law.js";
import type { TestTarget } from "./target-law.js";

const names = ["site", "rotation"];
const training = [
  { name: "site", size: 3, strength: 0.8, aligned: [0, 1, 2] },
  { name: "rotation", size: 2, strength: 0.9, aligned: [0, 1, 1] },
];

describe("strengthsOf", () => {
  it("is one for all, or one each in the order of the names", () => {
    expect(strengthsOf("data.plan.train", 0.9, names)).toEqual([0.9, 0.9]);
    expect(strengthsOf("data.plan.train", { rotation: 0.7, site: 1 }, names)).toEqual([1, 0.7]);
  });

  it("refuses numbers that are no probability, names unknown and names missing", () => {
    const bad = (strength: Parameters<typeof strengthsOf>[1]) =>
      messageOf(() => strengthsOf("data.plan.train", strength, names));
    expect(bad(1.5)).toBe(
      "ConfigError: data.plan.train: strength out of range: expected a probability in 0..1, got 1.5",
    );
    expect(bad({ site: NaN, rotation: 0.5 })).toBe(
      "ConfigError: data.plan.train.site: strength out of range: " +
        "expected a probability in 0..1, got NaN",
    );
    expect(bad({ site: 0.5, rotatoin: 0.5 })).toBe(
      "ConfigError: data.plan.train: unknown name: expected site | rotation, got rotatoin. " +
        "Did you mean rotation?",
    );
    expect(bad({ site: 0.5 })).toBe(
      "ConfigError: data.plan.train: no entry for an attribute: got rotation",
    );
  });
});

describe("targetLaws", () => {
  const laws = (target: TestTarget) =>
    targetLaws("data.plan.tests.t", target, training).map(({ strength, aligned }) => ({
      strength,
      aligned: aligned.join(""),
    }));

  it("inverts by one rotation at the training strength, whatever the number of values", () => {
    expect(laws("invert")).toEqual([
      { strength: 0.8, aligned: "120" },
      { strength: 0.9, aligned: "100" },
    ]);
  });

  it("takes strengths, balance and rotations, for all or by name", () => {
    expect(laws(0.5)).toEqual([
      { strength: 0.5, aligned: "012" },
      { strength: 0.5, aligned: "011" },
    ]);
    expect(laws("balanced").map((law) => law.strength)).toEqual([1 / 3, 1 / 2]);
    expect(laws({ site: "rotated-2", rotation: 0.9 })).toEqual([
      { strength: 0.8, aligned: "201" },
      { strength: 0.9, aligned: "011" },
    ]);
  });

  it("refuses unknown words and rotations that change nothing", () => {
    expect(messageOf(() => laws("inverted" as TestTarget))).toBe(
      "ConfigError: data.plan.tests.t: unknown target: " +
        "expected a strength in 0..1 | invert | balanced | rotated-k, got inverted",
    );
    expect(messageOf(() => laws({ site: "rotated-3", rotation: "invert" }))).toBe(
      "ConfigError: data.plan.tests.t.site: this rotation is the training alignment itself: " +
        "expected rotated-1 to rotated-2, got rotated-3",
    );
    expect(messageOf(() => laws(-0.1))).toBe(
      "ConfigError: data.plan.tests.t: strength out of range: " +
        "expected a probability in 0..1, got -0.1",
    );
  });
});
