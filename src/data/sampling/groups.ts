import { DataError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import { groupOf } from "../dataset.js";
import type { SampledSet } from "../dataset.js";

/** Rows of a group below which one row makes its accuracy swing by more than 0.1. */
export const steadyRows = 10;

/** A table of more groups than this is read by nobody. */
export const readableGroups = 32;

/** Number of groups: label values times the product of the attributes' sizes. */
export function countOfGroups(labelSize: number, attributeSizes: readonly number[]): number {
  return attributeSizes.reduce((product, size) => product * size, labelSize);
}

/**
 * Group number of every row of a set, [n], by `groupOf`; -1 where label or any attribute is missing.
 * @throws DataError when the set does not have one column an attribute.
 */
export function groupsOfSet(
  set: Pick<SampledSet, "name" | "label" | "attributes">,
  attributeSizes: readonly number[],
): Int32Array {
  if (set.attributes.length !== attributeSizes.length) {
    throw new DataError(`set ${set.name}`, "number of attribute columns", {
      expected: attributeSizes.length,
      got: set.attributes.length,
    });
  }
  const values = new Array<number>(attributeSizes.length).fill(0);
  return set.label.map((label, position) => {
    for (const [index, column] of set.attributes.entries()) values[index] = at(column, position);
    return groupOf(label, values, attributeSizes);
  });
}

/** Inverse of `groupOf`: `[label, attribute 0, attribute 1, …]` of a group ≥ 0. */
export function valuesOfGroup(group: number, attributeSizes: readonly number[]): number[] {
  const values: number[] = [];
  let rest = group;
  for (const size of [...attributeSizes].reverse()) {
    values.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return [rest, ...values];
}

/** Rows a group, [groupCount]; missing (-1) is not counted. */
export function countGroups(groups: Int32Array, groupCount: number): Int32Array {
  const counts = new Int32Array(groupCount);
  for (const group of groups) {
    if (group >= 0) counts[group] = at(counts, group) + 1;
  }
  return counts;
}
