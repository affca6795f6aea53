import { ConfigError } from "../base/errors.js";
import { at } from "../base/ndarray.js";
import { div, mul } from "../graph/ops/elementwise.js";
import { gather } from "../graph/ops/gather.js";
import { sum } from "../graph/ops/reduce.js";
import { cast, greaterOrEqual, maximum, where } from "../graph/ops/select.js";
import { constant } from "../graph/ops/source.js";
import type { Tensor } from "../graph/tensor.js";
import { crossEntropy } from "../nn/losses/cross-entropy.js";
import type { MethodContext } from "./method.js";

/** w_g = n_g^(−power): 1 is inverse frequency, 0 is 1 for all. Empty groups weigh 0. */
export function inverseFrequency(counts: readonly number[], power: number): number[] {
  return counts.map((count) => (count > 0 ? count ** -power : 0));
}

/**
 * w_g = (1 − β) / (1 − β^{n_g}): one over the effective number of rows. β = 0 gives 1 for all, β → 1 inverse
 * frequency (to which it is proportional). Empty groups weigh 0.
 * @source Cui et al. 2019 (class-balanced loss).
 */
export function effectiveNumber(counts: readonly number[], beta: number): number[] {
  return counts.map((count) => (count > 0 ? (1 - beta) / (1 - beta ** count) : 0));
}

/**
 * w_g = Π_t P(v_t) / P(g): rows so weighed have label and attributes independent, each as frequent as before.
 * P from the rows that an epoch shows. Empty groups weigh 0, so the identity needs rows in every group.
 */
export function independenceWeights({
  label,
  attributes,
  epochGroups,
}: Pick<MethodContext, "label" | "attributes" | "epochGroups">): number[] {
  const sizes = [label, ...attributes].map(({ classes }) => classes);
  const total = sumOf(epochGroups);
  const valuesOf = (group: number) => {
    let rest = group;
    return sizes.map((_, position) => {
      const after = sizes.slice(position + 1).reduce((product, size) => product * size, 1);
      const value = Math.floor(rest / after);
      rest %= after;
      return value;
    });
  };
  const frequencies = sizes.map((size) => new Array<number>(size).fill(0));
  for (const [group, count] of epochGroups.entries()) {
    for (const [position, value] of valuesOf(group).entries()) {
      const table = at(frequencies, position);
      table[value] = at(table, value) + count / total;
    }
  }
  return epochGroups.map((count, group) =>
    count === 0
      ? 0
      : valuesOf(group).reduce(
          (product, value, position) => product * at(at(frequencies, position), value),
          total / count,
        ),
  );
}

/**
 * w_g = P(g in the training set) / P(g in an epoch): rows so weighed are distributed as the training set, whatever an
 * epoch shows. Empty groups weigh 0.
 */
export function naturalWeights({
  trainingGroups,
  epochGroups,
}: Pick<MethodContext, "trainingGroups" | "epochGroups">): number[] {
  const longer = sumOf(epochGroups) / sumOf(trainingGroups);
  return epochGroups.map((count, group) =>
    count === 0 ? 0 : (at(trainingGroups, group) / count) * longer,
  );
}

/** Distributions of rows on which a dependence is measured, see {@link distributionWeights}. */
export const rowDistributions = ["shown", "natural", "independent"] as const;
export type RowDistribution = (typeof rowDistributions)[number];

/**
 * Weight of a row by its group, [G], that makes what an epoch shows into another distribution: `natural`
 * ({@link naturalWeights}) or `independent` ({@link independenceWeights}). Null where all rows count alike: `shown`, and
 * `natural` where every row of the training set is shown once.
 * @throws ConfigError for `independent` with a label of several answers, which is in no cell.
 */
export function distributionWeights(
  distribution: RowDistribution,
  context: Pick<MethodContext, "label" | "attributes" | "trainingGroups" | "epochGroups">,
): number[] | null {
  if (distribution === "shown") return null;
  if (distribution === "independent") {
    if (context.label.answers !== undefined) {
      throw new ConfigError(
        "method.distribution",
        "of several labels cells are those of attributes",
        {
          expected: "shown or natural",
          got: distribution,
        },
      );
    }
    return independenceWeights(context);
  }
  const same = context.epochGroups.every(
    (count, group) => count === at(context.trainingGroups, group),
  );
  return same ? null : naturalWeights(context);
}

/** How weights are scaled, see {@link scaleWeights}. */
export const weightScales = ["kish", "rows", "groups"] as const;
export type WeightScale = (typeof weightScales)[number];

/**
 * Weights times a constant, sums over groups g with n_g rows:
 *
 *   rows:   Σ n·w = Σ n, the mean weight of a row is 1.
 *   kish:   Σ n·w = (Σ n·w)² / Σ n·w², Kish's effective number of rows: the mean weight of a row is the share
 *           of rows that equally weighted ones would need for the same precision, so that steps get shorter as
 *           weights get more unequal.
 *   groups: the mean weight of a group that has rows is 1 (Cui et al. 2019).
 *
 * Equal weights become 1 with each of them.
 */
export function scaleWeights(
  weights: readonly number[],
  counts: readonly number[],
  scale: WeightScale,
): number[] {
  const total = (value: (group: number) => number) =>
    weights.reduce((sum, _, group) => sum + value(group), 0);
  const rows = total((group) => at(counts, group));
  const weighted = total((group) => at(counts, group) * at(weights, group));
  const squares = total((group) => at(counts, group) * at(weights, group) ** 2);
  const present = total((group) => Number(at(counts, group) > 0));
  const factor = {
    rows: rows / weighted,
    kish: weighted / squares,
    groups: present / total((group) => at(weights, group)),
  }[scale];
  return weights.map((weight) => weight * factor);
}

/** Inverse frequency (β null) or effective numbers, scaled so that the mean weight of a group is 1. */
export function balancedWeights(counts: readonly number[], beta: number | null): number[] {
  const weights = beta === null ? inverseFrequency(counts, 1) : effectiveNumber(counts, beta);
  return scaleWeights(weights, counts, "groups");
}

/** Weight of each row by its group, [B]: index int64 [B]; 0 for a row without a group (-1). */
export function rowWeights(weights: readonly number[], index: Tensor): Tensor {
  const known = greaterOrEqual(index, 0);
  return mul(
    gather(constant(weights, [weights.length]), where(known, index, 0)),
    cast(known, "float32"),
  );
}

/**
 * Σ w·l / n over the n rows that are in a group: cross-entropy with the weight of each row's group. Weights are
 * not divided out again. Rows without a group (-1) have exactly no gradient; 0 where no row has one.
 * @param index int64 [B], group of each row; -1 wherever the label is missing.
 */
export function weightedCrossEntropy(
  logits: Tensor,
  label: Tensor,
  weights: readonly number[],
  index: Tensor,
): Tensor {
  const losses = crossEntropy(logits, label, { reduction: "none" });
  const known = cast(greaterOrEqual(index, 0), "float32");
  return div(sum(mul(losses, rowWeights(weights, index))), maximum(sum(known), 1));
}

function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
