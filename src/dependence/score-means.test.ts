/** The bounds on MI from given scores: what MINE, NWJ and InfoNCE share. */
import { describe, expect, it } from "vitest";
import { dependenceValues } from "../../fixtures/dependence/evaluate-measure.js";
import { evaluate } from "../../fixtures/nn/evaluate.js";
import { at } from "../base/ndarray.js";
import { constant } from "../graph/ops/source.js";
import type { Tensor } from "../graph/tensor.js";
import { ones } from "./counted-pair.js";
import { infoNceEstimate } from "./info-nce.js";
import { estimate } from "./mine.js";
import { nwjEstimate } from "./nwj.js";
import { keepWeighted } from "./sample-pairs.js";
import type { Scores } from "./statistics-network.js";

const { bounds } = dependenceValues;
const size = 6;

/** Scores t[j][i] of left row i with right row j, all pairs; strata and weights of the rows. */
function scoresOf(stratum = new Array<number>(size).fill(0), weight?: readonly number[]): Scores {
  const strata = Math.max(...stratum) + 1;
  const pairs = Array.from({ length: size * size }, (_, index) => {
    const [j, i] = [Math.floor(index / size), index % size];
    const counts = i !== j && at(stratum, i) === at(stratum, j);
    return counts ? (weight === undefined ? 1 : at(weight, i) * at(weight, j)) : 0;
  });
  const weights = constant(pairs, [size, size]);
  const member = Array.from({ length: strata * size }, (_, index) =>
    Number(at(stratum, index % size) === Math.floor(index / size)),
  );
  return {
    joint: constant(
      Array.from({ length: size }, (_, row) => at(bounds.scores.values, row * (size + 1))),
      [size],
    ),
    jointWeight: weight === undefined ? ones([size]) : constant(weight, [size]),
    product: keepWeighted(
      constant(bounds.scores.values, bounds.scores.shape),
      weights,
      weight !== undefined,
    ),
    weight: weights,
    membership: constant(member, [strata, size]),
  };
}

const valueOf = (tensor: Tensor) => evaluate({ tensor })["tensor"]?.[0] ?? NaN;
const score = (j: number, i: number) => at(bounds.scores.values, j * size + i);

describe("bounds from scores", () => {
  it("are those of PyTorch: InfoNCE is log n minus cross-entropy over the row", () => {
    expect(valueOf(infoNceEstimate(scoresOf()))).toBeCloseTo(bounds.infoNce, 10);
    expect(valueOf(nwjEstimate(scoresOf()))).toBeCloseTo(bounds.nwj, 10);
    expect(valueOf(estimate(scoresOf(), "batch"))).toBeCloseTo(bounds.mine, 10);
  });

  it("would differ with the diagonal in the product rows", () => {
    const all = { ...scoresOf(), weight: ones([size, size]) };
    const product = constant(bounds.scores.values, bounds.scores.shape);
    expect(valueOf(nwjEstimate({ ...all, product }))).not.toBeCloseTo(bounds.nwj, 2);
    expect(valueOf(estimate({ ...all, product }, "batch"))).not.toBeCloseTo(bounds.mine, 2);
  });

  it("have a normaliser for each stratum, and a mean over strata weighted by rows", () => {
    // Stratum 1 is {1, 4}, stratum 2 is {5}: alone, it has nothing to compare with and is left out.
    const stratum = [0, 1, 0, 0, 1, 2];
    const groups = [
      [0, 2, 3],
      [1, 4],
    ];
    const by = (bound: (joint: number, meanExp: number) => number) =>
      groups.reduce((total, rows) => {
        const joint = rows.reduce((sum, row) => sum + score(row, row), 0) / rows.length;
        const others = rows.flatMap((j) => rows.filter((i) => i !== j).map((i) => score(j, i)));
        const meanExp = others.reduce((sum, t) => sum + Math.exp(t), 0) / others.length;
        return total + (rows.length / 5) * bound(joint, meanExp);
      }, 0);
    const own = scoresOf(stratum);
    expect(valueOf(estimate(own, "batch"))).toBeCloseTo(
      by((joint, m) => joint - Math.log(m)),
      12,
    );
    expect(valueOf(nwjEstimate(own))).toBeCloseTo(
      by((joint, m) => joint - m / Math.E),
      12,
    );
    // One normaliser over all strata is another number.
    const pooled = { ...own, membership: ones([1, size]) };
    expect(valueOf(estimate(pooled, "batch"))).not.toBeCloseTo(valueOf(estimate(own, "batch")), 2);
  });

  it("weight joint rows by w and product rows by w_i w_j, in sums and counts", () => {
    const weight = [0.5, 2, 1, 0.25, 3, 0.1];
    const total = weight.reduce((sum, w) => sum + w, 0);
    const joint = weight.reduce((sum, w, row) => sum + (w / total) * score(row, row), 0);
    let [mass, exps] = [0, 0];
    for (const [j, wj] of weight.entries()) {
      for (const [i, wi] of weight.entries()) {
        if (i === j) continue;
        mass += wi * wj;
        exps += wi * wj * Math.exp(score(j, i));
      }
    }
    const own = scoresOf(undefined, weight);
    expect(valueOf(estimate(own, "batch"))).toBeCloseTo(joint - Math.log(exps / mass), 12);
    expect(valueOf(nwjEstimate(own))).toBeCloseTo(joint - exps / mass / Math.E, 12);
  });
});
