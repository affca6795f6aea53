import { DataError } from "../base/errors.js";
import { at } from "../base/ndarray.js";
import type { Target } from "./method.js";
import type { ModelRows, RowValues } from "./two-stage.js";

/** Features of rows, in double precision. */
export interface FeatureRows {
  /** [n, width] */
  readonly values: Float64Array;
  readonly width: number;
}

/** Output `features` of a model's rows. */
export function featuresOf({ outputs }: ModelRows): FeatureRows {
  const { width, values } = outputs["features"] ?? { width: 0, values: new Float32Array(0) };
  return { width, values: Float64Array.from(values) };
}

/** Some rows of a matrix, in the order of `rows`. */
export function takeRows({ values, width }: FeatureRows, rows: readonly number[]): Float64Array {
  const taken = new Float64Array(rows.length * width);
  for (const [place, row] of rows.entries()) {
    taken.set(values.subarray(row * width, (row + 1) * width), place * width);
  }
  return taken;
}

/** Rows whose label and attributes are all known. */
export function completeRows({ label, attributes }: RowValues): number[] {
  return [...label.keys()].filter(
    (row) => at(label, row) >= 0 && attributes.every((column) => at(column, row) >= 0),
  );
}

/** Number of the combination of the columns' values in each row, the last column fastest; -1: one is missing. */
export function combinationsOf(
  columns: readonly Int32Array[],
  targets: readonly Target[],
  rows: number,
): Int32Array {
  return Int32Array.from({ length: rows }, (_, row) => {
    let combination = 0;
    for (const [index, { classes }] of targets.entries()) {
      const value = at(at(columns, index), row);
      if (value < 0) return -1;
      combination = combination * classes + value;
    }
    return combination;
  });
}

/** Number of combinations of the targets' values. */
export function countOfCombinations(targets: readonly Target[]): number {
  return targets.reduce((product, { classes }) => product * classes, 1);
}

/** Rows of each combination of the columns' values; rows with a missing one are in none. */
export function rowsByCombination(
  columns: readonly Int32Array[],
  targets: readonly Target[],
): number[][] {
  const members = Array.from({ length: countOfCombinations(targets) }, (): number[] => []);
  const rows = columns[0]?.length ?? 0;
  for (const [row, combination] of combinationsOf(columns, targets, rows).entries()) {
    if (combination >= 0) at(members, combination).push(row);
  }
  return members;
}

/** "lesion 1, marker 0": a combination by the numbers of its values. */
export function combinationName(combination: number, targets: readonly Target[]): string {
  const parts: string[] = [];
  let rest = combination;
  for (const { name, classes } of targets.toReversed()) {
    parts.unshift(`${name} ${rest % classes}`);
    rest = Math.floor(rest / classes);
  }
  return parts.join(", ");
}

/** @throws DataError naming the first class of the label without a row among `rows`. */
export function requireEveryClass(
  where: string,
  rows: readonly number[],
  values: RowValues,
  label: Target,
): void {
  const present = new Set(rows.map((row) => at(values.label, row)));
  for (let value = 0; value < label.classes; value++) {
    if (present.has(value)) continue;
    throw new DataError(where, `no row of ${label.name} ${value} has all attributes`, {
      rows: rows.length,
      advice: "Choose another method, or a plan with rows of every class.",
    });
  }
}
