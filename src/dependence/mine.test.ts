import { describe, expect, it } from "vitest";
import { pairOf } from "../../fixtures/dependence/evaluate-measure.js";
import { createRng } from "../base/rng.js";
import { gradients } from "../graph/gradient.js";
import { reshape, sum } from "../graph/ops/reduce.js";
import { greaterOrEqual } from "../graph/ops/select.js";
import { constant, input } from "../graph/ops/source.js";
import { createProgram } from "../graph/program.js";
import { evaluateReference, referenceArray } from "../graph/reference.js";
import type { Tensor, TensorTree } from "../graph/tensor.js";
import { createContext, initialise } from "../nn/layer.js";
import { ones } from "./counted-pair.js";
import { estimate, mine, mineDefaults } from "./mine.js";
import { keepWeighted, samplePairs } from "./sample-pairs.js";

/** B pairs of a standard bivariate normal with correlation rho. */
function gaussianPairs(rho: number, count: number, seed: number) {
  const rng = createRng(seed);
  const left = new Float64Array(count);
  const right = new Float64Array(count);
  for (let row = 0; row < count; row++) {
    left[row] = rng.normal();
    right[row] = rho * (left[row] ?? 0) + Math.sqrt(1 - rho * rho) * rng.normal();
  }
  return { left, right };
}

/** ln p(x, y) / (p(x) p(y)) of that law. */
function logRatio(rho: number, x: number, y: number): number {
  const rest = 1 - rho * rho;
  return -0.5 * Math.log(rest) - (rho * rho * (x * x + y * y) - 2 * rho * x * y) / (2 * rest);
}

/** The estimate fed with the exact log density ratio, over all pairs or K shifts. */
function exactEstimate(
  rho: number,
  count: number,
  pairs: "all" | number,
  per: "batch" | "per-sample",
) {
  const { left, right } = gaussianPairs(rho, count, 5);
  const x = constant(left, [count, 1]);
  const y = constant(right, [count, 1]);
  const sampled = samplePairs(pairOf({ left: x, right: y }), pairs);
  const rows = createProgram("rows", {
    joint: sampled.joint,
    product: sampled.product,
    weight: sampled.weight,
  });
  const values = evaluateReference(rows, {});
  const ratios = (name: string) => {
    const flat = values[name]?.data ?? new Float64Array();
    return Array.from({ length: flat.length / 2 }, (_, row) =>
      logRatio(rho, flat[2 * row] ?? NaN, flat[2 * row + 1] ?? NaN),
    );
  };
  const weight = constant(values["weight"]?.data ?? [], [count, sampled.perRow]);
  const product = constant(ratios("product"), [count, sampled.perRow]);
  const scores = {
    joint: constant(ratios("joint"), [count]),
    jointWeight: ones([count]),
    product: keepWeighted(product, weight),
    weight,
    membership: ones([1, count]),
  };
  const program = createProgram("estimate", { value: estimate(scores, per) });
  return evaluateReference(program, {})["value"]?.data[0] ?? NaN;
}

describe("MINE's estimate with the exact density ratio", () => {
  // Standard error over 250 rows is about sd(ratio)/16: 0.04 at rho 0.7, below 0.01 at 0.
  it.each(["all", 4] as const)("returns -1/2 ln(1 - rho^2) nats with pairs: %s", (pairs) => {
    for (const per of ["batch", "per-sample"] as const) {
      const value = exactEstimate(0.7, 250, pairs, per);
      expect(Math.abs(value - 0.3367), `${per}`).toBeLessThan(0.1);
      expect(Math.abs(exactEstimate(0, 250, pairs, per))).toBeLessThan(1e-6);
    }
  });

  it("counts N − 1 terms as N − 1: dividing by N would shift the estimate by log(N/(N−1))", () => {
    const right = exactEstimate(0.7, 25, "all", "per-sample");
    const published = right + Math.log(25 / 24);
    expect(published - right).toBeCloseTo(0.0408, 4);
    // A constant critic knows nothing: the estimate is exactly 0 only with the right count.
    const zeros = constant(new Float64Array(25), [25]);
    const weight = constant(
      Array.from({ length: 625 }, (_, i) => (i % 26 === 0 ? 0 : 1)),
      [25, 25],
    );
    const product = keepWeighted(constant(new Float64Array(625), [25, 25]), weight);
    for (const per of ["batch", "per-sample"] as const) {
      const program = createProgram("zero", {
        value: estimate(
          { joint: zeros, jointWeight: ones([25]), product, weight, membership: ones([1, 25]) },
          per,
        ),
      });
      expect(evaluateReference(program, {})["value"]?.data[0]).toBeCloseTo(0, 12);
    }
  });
});

describe("samplePairs", () => {
  const column = (values: number[]) => constant(values, [values.length, 1]);
  const read = (tensors: TensorTree) => evaluateReference(createProgram("pairs", tensors), {});

  it("pairs every row with every other, never with itself", () => {
    const { product, weight } = samplePairs(
      pairOf({ left: column([1, 2, 3]), right: column([10, 20, 30]) }),
      "all",
    );
    const values = read({ product, weight });
    expect([...(values["weight"]?.data ?? [])]).toEqual([0, 1, 1, 1, 0, 1, 1, 1, 0]);
    expect([...(values["product"]?.data ?? [])].slice(0, 6)).toEqual([1, 10, 2, 10, 3, 10]);
  });

  it("gives weight 0 to rows of one owner, and no gradient reaches them", () => {
    const owner = constant([7, 7, 8], [3], "int32");
    const left = input("left", [3, 1]);
    const pairs = samplePairs(pairOf({ left, right: column([10, 20, 30]), owner }), 2);
    expect([...(read({ weight: pairs.weight })["weight"]?.data ?? [])]).toEqual([0, 1, 1, 0, 1, 1]);
    const scores = keepWeighted(reshape(sum(pairs.product, { axes: [1] }), [3, 2]), pairs.weight);
    const gradient = gradients(sum(scores), [left])[0] as Tensor;
    const values = evaluateReference(createProgram("gradient", { gradient }), {
      left: referenceArray([3, 1], (i) => i),
    });
    // Counted pairs (weight 1): (right 0, left 2), (right 1, left 2), (right 2, left 0), (right 2, left 1).
    expect([...(values["gradient"]?.data ?? [])]).toEqual([1, 1, 2]);
  });

  it("refuses one row, and more shifts than rows", () => {
    const one = pairOf({ left: column([1]), right: column([1]) });
    expect(() => samplePairs(one, "all")).toThrow(
      "dependence: a batch of one row has no product samples: got 1",
    );
    const two = pairOf({ left: column([1, 2]), right: column([1, 2]) });
    expect(() => samplePairs(two, 2)).toThrow(
      "dependence: number of shifts: expected 1..1, got 2. Lower `pairs` of the measure, or raise train.batch.",
    );
  });
});

describe("mine", () => {
  const build = (options: Partial<typeof mineDefaults>, rows: number) => {
    const measure = mine(
      { batch: rows, left: 2, right: 2 },
      { ...mineDefaults, hidden: 8, ...options },
    );
    const specs = { ...measure.critic?.parameters, ...measure.critic?.buffers };
    const arrays = initialise(specs, createRng(3));
    const tensors = Object.fromEntries(
      Object.entries(specs).map(([name, { shape }]) => [name, constant(arrays[name] ?? [], shape)]),
    );
    return { measure, context: () => createContext("train", tensors, tensors, null) };
  };
  const features = (rows: number, fill: (i: number) => number) =>
    constant(
      Float64Array.from({ length: rows * 2 }, (_, i) => fill(i)),
      [rows, 2],
    );

  it("lets gradients flow in the penalty: who trains critics cuts the features", () => {
    const { measure, context } = build({ clampPenalty: false }, 6);
    const left = input("left", [6, 2]);
    const pair = pairOf({ left, right: features(6, (i) => Math.sin(3 * i)) });
    expect(gradients(measure.penalty(context(), pair), [left])[0]).not.toBeNull();
  });

  it.each([
    { normaliser: "batch", emaDecay: null },
    { normaliser: "per-sample", emaDecay: null },
    { normaliser: "batch", emaDecay: 0.99 },
  ] as const)(
    "gives rows that do not count exactly zero gradient ($normaliser, $emaDecay)",
    (options) => {
      const { measure, context } = build({ clampPenalty: false, ...options }, 6);
      const left = input("left", [6, 2]);
      const right = input("right", [6, 2]);
      const valid = greaterOrEqual(constant([1, -1, 1, 1, -1, 1], [6], "int32"), 0);
      const pair = pairOf({ left, right, valid });
      for (const value of [measure.penalty(context(), pair), measure.criticLoss(context(), pair)]) {
        const [ofLeft, ofRight] = gradients(value as Tensor, [left, right]) as Tensor[];
        const program = createProgram("g", {
          ofLeft: ofLeft as Tensor,
          ofRight: ofRight as Tensor,
        });
        const values = evaluateReference(program, {
          left: referenceArray([6, 2], (i) => Math.sin(i * i)),
          right: referenceArray([6, 2], (i) => Math.cos(3 * i)),
        });
        for (const { data } of Object.values(values)) {
          const rows = [0, 1, 2, 3, 4, 5].map((row) => [data[2 * row], data[2 * row + 1]]);
          expect([rows[1], rows[4]]).toEqual([
            [0, 0],
            [0, 0],
          ]);
          expect(rows[0]).not.toEqual([0, 0]);
        }
      }
    },
  );

  it("is 0 where no row counts", () => {
    const { measure, context } = build({ clampPenalty: false }, 6);
    const valid = greaterOrEqual(constant([-1, -1, -1, -1, -1, -1], [6], "int32"), 0);
    const rows = features(6, (i) => Math.sin(i));
    const penalty = measure.penalty(context(), pairOf({ left: rows, right: rows, valid }));
    expect(evaluateReference(createProgram("p", { penalty }), {})["penalty"]?.data[0]).toBe(0);
  });

  it("is minus the estimate for the critic, and at most 0 for constant features", () => {
    const { measure, context } = build({ clampPenalty: false }, 6);
    const pair = pairOf({
      left: features(6, () => 2),
      right: features(6, () => -1),
    });
    const program = createProgram("mine", {
      penalty: measure.penalty(context(), pair),
      loss: measure.criticLoss(context(), pair) as Tensor,
    });
    const values = evaluateReference(program, {});
    expect(values["penalty"]?.data[0]).toBeCloseTo(0, 12);
    expect(values["loss"]?.data[0]).toBeCloseTo(0, 12);
  });

  it("updates its slow average before use: one step from 0 is log(0.99 + 0.01 m)", () => {
    const { measure, context } = build({ emaDecay: 0.99, standardise: false }, 6);
    const own = context();
    const pair = pairOf({
      left: features(6, (i) => i / 5),
      right: features(6, (i) => Math.cos(i)),
    });
    const loss = measure.criticLoss(own, pair) as Tensor;
    const average = own.nextBuffers["logAverage"] as Tensor;
    const plain = build({ standardise: false, clampPenalty: false }, 6);
    const penalty = plain.measure.penalty(plain.context(), pair);
    const values = evaluateReference(createProgram("ema", { loss, average, penalty }), {});
    const { average: a, loss: l, penalty: p } = values;
    const logAverage = a?.data[0] ?? NaN;
    const mean = (Math.exp(logAverage) - 0.99) / 0.01;
    // loss = m / average − mean T, penalty = mean T − log m: eliminate mean T.
    const meanScore = (p?.data[0] ?? NaN) + Math.log(mean);
    expect(l?.data[0]).toBeCloseTo(mean / Math.exp(logAverage) - meanScore, 9);
  });

  it("estimates its memory and refuses with advice", () => {
    expect(() =>
      mine({ batch: 1000, left: 2, right: 2 }, { ...mineDefaults, pairs: "all", hidden: 400 }),
    ).toThrow(
      "method.pairs: the critic's activations are too large: expected at most 1.2 GB each, got 1.6 GB (batch 1000, hidden 400). Use pairs: 4, a smaller batch, or fewer hidden units.",
    );
  });

  it("refuses the corrected gradient with strata", () => {
    expect(() =>
      mine({ batch: 10, left: 2, right: 2, strata: 2 }, { ...mineDefaults, emaDecay: 0.99 }),
    ).toThrow(
      "method.emaDecay: the corrected gradient has no form with strata: got 0.99. Set emaDecay to null.",
    );
  });

  it("refuses the corrected gradient with a normaliser a row", () => {
    expect(() =>
      mine(
        { batch: 10, left: 2, right: 2 },
        { ...mineDefaults, normaliser: "per-sample", emaDecay: 0.99 },
      ),
    ).toThrow(
      "method.emaDecay: the corrected gradient needs normaliser: batch: got 0.99. Set normaliser to batch, or emaDecay to null.",
    );
  });
});
