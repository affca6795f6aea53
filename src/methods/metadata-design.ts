import { ConfigError } from "../base/errors.js";
import { at } from "../base/ndarray.js";
import { sub } from "../graph/ops/elementwise.js";
import { concat } from "../graph/ops/movement.js";
import { cast, equal, greaterOrEqual, where } from "../graph/ops/select.js";
import { constant } from "../graph/ops/source.js";
import type { Tensor } from "../graph/tensor.js";
import type { MethodContext } from "./method.js";

/**
 * The design of a regression on the label and the attributes, columns in this order: 1; for each attribute an
 * indicator of each value but the first, minus its mean; the same for the label.
 */
export interface MetadataDesign {
  /** Columns in all. */
  readonly columns: number;
  /** How many columns the attributes have; they are 1 … attributeColumns. */
  readonly attributeColumns: number;
  /** (E[m mᵀ])⁻¹ over the rows of an epoch, [columns, columns] in C order. */
  readonly inverseMoment: readonly number[];
  /** Mean of each indicator, one list for the label and one for each attribute. */
  readonly means: readonly (readonly number[])[];
}

/**
 * Design and population moment of a run, from the rows of each group that an epoch shows.
 * @throws ConfigError where label and attributes are collinear there: one of them fixes another.
 */
export function metadataDesign(
  context: Pick<MethodContext, "label" | "attributes" | "epochGroups">,
): MetadataDesign {
  const sizes = [context.label, ...context.attributes].map(({ classes }) => classes);
  const total = context.epochGroups.reduce((sum, count) => sum + count, 0);
  const shares = context.epochGroups.map((count) => count / total);
  const values = shares.map((_, group) => valuesOf(group, sizes));
  const means = sizes.map((classes, factor) =>
    Array.from({ length: classes - 1 }, (_, index) =>
      shares.reduce(
        (sum, share, group) => sum + share * Number(at(at(values, group), factor) === index + 1),
        0,
      ),
    ),
  );
  const block = (group: number, factor: number) =>
    at(means, factor).map(
      (mean, index) => Number(at(at(values, group), factor) === index + 1) - mean,
    );
  const rows = shares.map((_, group) => [
    1,
    ...context.attributes.flatMap((_, index) => block(group, index + 1)),
    ...block(group, 0),
  ]);
  const columns = at(rows, 0).length;
  const moment = Array.from({ length: columns }, (_, i) =>
    Array.from({ length: columns }, (_, j) =>
      rows.reduce((sum, row, group) => sum + at(shares, group) * at(row, i) * at(row, j), 0),
    ),
  );
  return {
    columns,
    attributeColumns: columns - context.label.classes,
    inverseMoment: invert(moment).flat(),
    means,
  };
}

/**
 * Columns of one factor for the rows of a batch: value int32 [B, 1] -> [B, classes − 1]; zeros (the mean) in
 * rows whose value is missing.
 */
export function factorColumns(value: Tensor, means: readonly number[]): Tensor {
  const every = constant(
    means.map((_, index) => index + 1),
    [means.length],
    "int32",
  );
  const indicator = cast(equal(value, every), "float32");
  const known = greaterOrEqual(value, 0);
  return where(known, sub(indicator, constant(means, [means.length])), 0);
}

/** The attributes' columns: values int32 [B, 1] each -> [B, attributeColumns]. */
export function attributeColumns(values: readonly Tensor[], design: MetadataDesign): Tensor {
  return concat(
    values.map((value, index) => factorColumns(value, at(design.means, index + 1))),
    1,
  );
}

/** Values of a group, label first. */
function valuesOf(group: number, sizes: readonly number[]): number[] {
  const values: number[] = [];
  let rest = group;
  for (const size of [...sizes].reverse()) {
    values.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return values;
}

/** Inverse of a symmetric positive definite matrix by elimination with pivots. */
function invert(matrix: readonly (readonly number[])[]): number[][] {
  const size = matrix.length;
  const work = matrix.map((row, index) => [
    ...row,
    ...row.map((_, column) => Number(column === index)),
  ]);
  for (let column = 0; column < size; column++) {
    let pivot = column;
    for (let row = column + 1; row < size; row++) {
      if (Math.abs(at(at(work, row), column)) > Math.abs(at(at(work, pivot), column))) pivot = row;
    }
    const chosen = at(work, pivot);
    work[pivot] = at(work, column);
    const divisor = at(chosen, column);
    if (Math.abs(divisor) < 1e-9) {
      throw new ConfigError("method", "label and attributes are collinear in training", {
        advice:
          "The regression of mdn cannot tell them apart: ask the plan for rows of other groups, or choose another method.",
      });
    }
    const scaled = chosen.map((value) => value / divisor);
    work[column] = scaled;
    for (let row = 0; row < size; row++) {
      const factor = at(at(work, row), column);
      if (row === column || factor === 0) continue;
      work[row] = at(work, row).map((value, index) => value - factor * at(scaled, index));
    }
  }
  return work.map((row) => row.slice(size));
}
