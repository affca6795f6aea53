import { at } from "../base/ndarray.js";
import type { Column } from "./columns.js";
import { groupAccuracies } from "./group-accuracies.js";
import type { GroupResult } from "./results.js";

/** The label or an attribute with named values, one entry a row. */
export interface ClassVariable {
  readonly name: string;
  /** K names; `values[i]` is called `valueNames[values[i]]`. */
  readonly valueNames: readonly string[];
  /** [n]; 0..K-1. Attributes may be -1 (missing). */
  readonly values: Column;
}

/**
 * Accuracy of the label's predictions in each group (label x all attributes) that has rows.
 *
 * predictions, weights [n]. Order: label-major, the last attribute fastest. Rows with a missing
 * attribute are in no group. Names are the value names, label first: "digit>=5, thick, 90".
 */
export function groupResults(
  label: ClassVariable,
  attributes: readonly ClassVariable[],
  predictions: Column,
  weights?: Column,
): GroupResult[] {
  const { groups, describe } = groupsOf(label, attributes);
  return groupAccuracies(label.values, predictions, groups, weights).map(
    ({ group, n, accuracy }) => ({ ...describe(group), n, accuracy }),
  );
}

/** Who is in a group. */
export type GroupIdentity = Pick<GroupResult, "name" | "label" | "attributes">;

/** Group number of each row, [n], -1 where an attribute is missing; and what a number stands for. */
export function groupsOf(
  label: ClassVariable,
  attributes: readonly ClassVariable[],
): { readonly groups: Int32Array; readonly describe: (group: number) => GroupIdentity } {
  const { cells, valuesOf } = cellsOf([label, ...attributes], label.values.length);
  return {
    groups: cells,
    describe(group) {
      const values = valuesOf(group);
      const names = values.map(({ name }) => name);
      return {
        name: names.join(", "),
        label: at(values, 0).value,
        attributes: Object.fromEntries(
          attributes.map(({ name }, index) => [name, at(names, index + 1)]),
        ),
      };
    },
  };
}

/** A value of a variable, by number and by name. */
export interface CellValue {
  readonly value: number;
  readonly name: string;
}

/** Cell of each row, [n], -1 where a value is missing: the first variable slowest, the last fastest; and its values. */
export function cellsOf(
  variables: readonly ClassVariable[],
  rows: number,
): { readonly cells: Int32Array; readonly valuesOf: (cell: number) => readonly CellValue[] } {
  const combinations = allCells(variables.map(({ valueNames }) => valueNames.length));
  const numberOf = new Map(combinations.map((values, cell) => [values.join(), cell]));
  return {
    cells: Int32Array.from({ length: rows }, (_, row) => {
      const key = variables.map(({ values }) => at(values, row)).join();
      return numberOf.get(key) ?? -1;
    }),
    valuesOf: (cell) =>
      at(combinations, cell).map((value, index) => ({
        value,
        name: at(at(variables, index).valueNames, value),
      })),
  };
}

/** All combinations of values, the first variable slowest, the last fastest: the order of cell numbers. */
function allCells(sizes: readonly number[]): number[][] {
  return sizes.reduce<number[][]>(
    (cells, size) =>
      cells.flatMap((cell) => Array.from({ length: size }, (_, value) => [...cell, value])),
    [[]],
  );
}
