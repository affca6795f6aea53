import { describe, expect, it } from "vitest";
import {
  crossEntropyOf,
  environmentsOf,
  freshWeights,
  groupsOf,
  linearPass,
  meanOf,
  stepOf,
  toyBatch,
  toyContext,
  updateError,
  type Weights,
} from "../../fixtures/methods/one-step.js";
import { evaluate } from "../../fixtures/nn/evaluate.js";
import { deriveKey } from "../graph/ops/random.js";
import { constant, input } from "../graph/ops/source.js";
import { createProgram } from "../graph/program.js";
import { evaluateReference, referenceArray } from "../graph/reference.js";
import { drawPartners, lisa } from "./lisa.js";
import { mixStreams } from "./mix-rows.js";
import { randomBeta } from "./random-beta.js";

/** Row 6 has no sex; row 7 is the only one with its attributes. */
const batch = {
  ...toyBatch,
  site: [0, 1, 0, 0, 0, 0, 0, 1],
  sex: [1, 1, 0, 0, 1, 0, -1, 0],
  label: [0, 1, 0, 1, 1, 0, 1, 1],
};
const environments = environmentsOf(batch);
const column = (values: readonly number[], dtype: "int32" | "int64") =>
  constant(values, [8], dtype);
const rows = {
  label: column(batch.label, "int32"),
  attributes: [],
  group: column(groupsOf(batch), "int64"),
  environment: column(environments, "int64"),
};
/** Draws of partners by key. */
function partnersBy(pSel: number): (key: number) => number[] {
  const key = input("key", [], "uint32");
  const random = { stream: (stream: number) => deriveKey(key, stream) };
  const program = createProgram("partners", { partner: drawPartners(rows, pSel, random) });
  return (value) => {
    const outputs = evaluateReference(program, { key: referenceArray([], () => value) });
    return [...(outputs["partner"]?.data ?? [])];
  };
}

/** Rows that may join row i, by the definition. */
function eligible(kind: "label" | "domain", i: number): number[] {
  if (environments[i] === -1) return [];
  return environments.flatMap((environment, j) => {
    const sameLabel = batch.label[i] === batch.label[j];
    const sameDomain = environments[i] === environment;
    const fits = kind === "label" ? sameLabel && !sameDomain : sameDomain && !sameLabel;
    return environment >= 0 && fits ? [j] : [];
  });
}

describe("drawPartners", () => {
  it.each([
    ["label", 1],
    ["domain", 0],
  ] as const)("draws each qualifying row of the batch alike, within %s", (kind, pSel) => {
    const draws = 400;
    const partnersOf = partnersBy(pSel);
    const counts = batch.label.map(() => new Array<number>(8).fill(0));
    for (let key = 0; key < draws; key++) {
      for (const [row, partner] of partnersOf(key).entries()) {
        const own = counts[row] ?? [];
        own[partner] = (own[partner] ?? 0) + 1;
      }
    }
    for (const [row, own] of counts.entries()) {
      const wanted = eligible(kind, row);
      if (wanted.length === 0) wanted.push(row);
      for (const [partner, count] of own.entries()) {
        const chance = wanted.includes(partner) ? 1 / wanted.length : 0;
        const tolerance = 5 * Math.sqrt(draws * chance * (1 - chance));
        expect(Math.abs(count - draws * chance)).toBeLessThanOrEqual(tolerance);
      }
    }
  });

  it("mixes within labels with probability pSel, a whole batch at a time", () => {
    let within = 0;
    const partnersOf = partnersBy(0.3);
    for (let key = 0; key < 400; key++) {
      const partner = partnersOf(key)[0] ?? NaN;
      within += Number(batch.label[partner] === batch.label[0]);
    }
    expect(Math.abs(within - 120)).toBeLessThan(5 * Math.sqrt(400 * 0.3 * 0.7));
  });
});

describe("lisa", () => {
  it.each([0, 1])("takes the step of mixup with the partners that it drew (pSel %s)", (pSel) => {
    const method = lisa.build({ name: "lisa", alpha: 2, pSel }, toyContext);
    const partners = partnersBy(pSel)(batch.key);
    const key = deriveKey(constant([batch.key], [], "uint32"), mixStreams.share);
    const shares = evaluate({ share: randomBeta(key, [8], 2) })["share"] ?? [];
    expect(partners.some((partner, row) => partner !== row)).toBe(true);
    const mix = (row: number, own: number, other: number) => {
      const share = shares[row] ?? NaN;
      return share * own + (1 - share) * other;
    };
    const image = batch.image.map((x, row) =>
      x.map((value, pixel) => mix(row, value, batch.image[partners[row] ?? -1]?.[pixel] ?? NaN)),
    );
    const loss = (state: Weights) =>
      meanOf(
        linearPass(state, image).logits.map((z, row) => {
          const other = batch.label[partners[row] ?? -1] ?? NaN;
          return mix(row, crossEntropyOf(z, batch.label[row] ?? NaN), crossEntropyOf(z, other));
        }),
      );
    const before = freshWeights(method);
    const after = stepOf(method, batch);
    expect(after["term/disease"]?.[0]).toBeCloseTo(loss(before), 7);
    expect(updateError(before, after, loss)).toBeLessThan(1e-6);
  });
});
