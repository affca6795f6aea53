import { describe, expect, it } from "vitest";
import { at } from "../../base/ndarray.js";
import { createRng } from "../../base/rng.js";
import type { FeatureTable } from "../probe.js";
import { exchangeParts, type ExchangeEffects } from "./exchange-parts.js";

interface Scene {
  /** What the attribute adds to F_0 and to F_1, and the label to F_1. */
  readonly inLabelPart?: number;
  readonly inOwnPart?: number;
  readonly illness?: number;
  /** Severity of the ill goes with the attribute, in F_1. */
  readonly severity?: number;
  /** What the label's head makes of F_1, and the attribute's of F_0. */
  readonly labelReads?: number;
  readonly attributeReads?: number;
}

/** Two parts of one feature; the attribute follows the label in 8 of 10. */
async function exchange({
  inLabelPart = 0,
  inOwnPart = 2,
  illness = 0,
  severity = 0,
  labelReads = 0,
  attributeReads = 0,
}: Scene) {
  // prettier-ignore
  const rng = createRng("scene");
  const label = Int32Array.from({ length: 600 }, () => rng.integer(2));
  const attribute = label.map((value) => (rng.uniform() < 0.8 ? value : 1 - value));
  const values = Float32Array.from([...label].flatMap((value, row) => {
    const group = at(attribute, row);
    return [
      value - 0.5 + inLabelPart * (group - 0.5) + 0.5 * rng.normal(),
      inOwnPart * (group - 0.5) + illness * (value - 0.5) + severity * group + 0.5 * rng.normal(),
    ];
  })); // prettier-ignore
  const sigmoid = (logit: number) => [1 - 1 / (1 + Math.exp(-logit)), 1 / (1 + Math.exp(-logit))];
  const heads = ({ values: own, rows }: FeatureTable) => {
    const of = (logit: (left: number, right: number) => number) =>
      Float64Array.from(Array.from({ length: rows }).flatMap((_, row) => sigmoid(logit(at(own, 2 * row), at(own, 2 * row + 1))))); // prettier-ignore
    return {
      label: of((left, right) => 2 * left + labelReads * right),
      attribute: of((left, right) => 2 * right + attributeReads * left),
    };
  };
  const features = { rows: 600, width: 2, values };
  const found = await exchangeParts(
    {
      ...{ features, parts: 2, part: 1, label, attribute },
      ...{ classNames: ["no", "yes"], valueNames: ["absent", "present"] },
      subjects: Array.from(label, (_, row) => `s${row}`),
      probabilities: heads(features).label,
      answer: (asked) => Promise.resolve(heads(asked)),
    },
    createRng(0),
  );
  if ("reason" in found) throw new Error(found.reason);
  return found;
}

const away = ({ effects }: ExchangeEffects) => {
  if ("reason" in effects) throw new Error(effects.reason);
  const { low, high } = at(effects, 0).interval;
  return Math.max(low, -high);
};
const effectOf = ({ effects }: ExchangeEffects) => ("reason" in effects ? NaN : at(effects, 0).effect); // prettier-ignore

describe("exchangeParts", () => {
  it("of heads that read their own parts: exactly nothing, but on the attribute's own head", async () => {
    const { ownPart, labelPart } = await exchange({ inLabelPart: 1 });
    expect([ownPart.onLabel.reads, labelPart.onAttribute.reads]).toEqual([false, false]);
    expect([effectOf(ownPart.onLabel), effectOf(labelPart.onAttribute)]).toEqual([0, 0]);
    expect(ownPart.onAttribute.reads).toBe(true);
    expect(away(ownPart.onAttribute)).toBeGreaterThan(0.5);
  });

  it("finds that a label's head reads the attribute's part", async () => {
    const { ownPart } = await exchange({ labelReads: 1 });
    expect(ownPart.onLabel.reads).toBe(true);
    expect(away(ownPart.onLabel)).toBeGreaterThan(0.1);
    expect(effectOf(ownPart.onLabel)).toBeGreaterThan(0);
  });

  it.each([
    ["the part holds nothing of the attribute", { inOwnPart: 0 }],
    ["it holds the finding alone", { inOwnPart: 0, illness: 2 }],
  ])("finds no use where the head reads it and %s", async (_, scene) => {
    const { ownPart } = await exchange({ ...scene, labelReads: 1 });
    expect(ownPart.onLabel.reads).toBe(true);
    expect(away(ownPart.onLabel)).toBeLessThan(0.02);
  });

  it("cannot tell severity that shows in the part alone from the attribute: no verdict may rest on it", async () => {
    const scene = { inOwnPart: 0, illness: 1, severity: 0.5, labelReads: 1 };
    expect(away((await exchange(scene)).ownPart.onLabel)).toBeGreaterThan(0.02);
  });

  it("sees the attribute in the label's part where its head reads that", async () => {
    const held = await exchange({ inLabelPart: 2, inOwnPart: 0, attributeReads: 2 });
    expect(away(held.labelPart.onAttribute)).toBeGreaterThan(0.1);
    const clean = await exchange({ inLabelPart: 0, inOwnPart: 2, attributeReads: 2 });
    expect(away(clean.labelPart.onAttribute)).toBeLessThan(0.02);
  });

  it("says where nothing can be exchanged", async () => {
    const found = await exchangeParts(
      {
        ...{ features: { rows: 2, width: 2, values: [0, 0, 0, 0] }, parts: 2, part: 1 },
        ...{ label: [0, 1], attribute: [0, 1], subjects: ["a", "b"] },
        ...{ classNames: ["no", "yes"], valueNames: ["0", "1"] },
        probabilities: Float64Array.of(1, 0, 0, 1),
        answer: () => Promise.reject(new Error("asked")),
      },
      createRng(0),
    );
    expect(found).toEqual({ value: null, reason: "no row has a donor and controls" });
  });
});
