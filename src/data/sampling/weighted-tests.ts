import { cellProbabilities, type AttributeLaw } from "./cell-probabilities.js";
import { cellWeights, type CellWeights } from "./cell-weights.js";
import type { LabelLaw } from "./plan-cells.js";
import type { RealisedTable } from "./realised-table.js";
import { cellName } from "./realised-table.js";

/** Tests without rows of their own: all rows of another test, weighted by cell. Plain JSON. */
export interface WeightedTests {
  /** The test whose rows they weigh. */
  readonly of: string;
  /** By test: the share of the weights that each cell shall have, in the order of the tables' cells; sum 1. */
  readonly asked: Readonly<Record<string, readonly number[]>>;
}

/**
 * Weighted tests on the rows of `table` from the law of the attributes in each. P(y) is uniform, or with `natural` that
 * of the rows that are in a cell.
 */
export function weightedTests(
  table: RealisedTable,
  labelNames: readonly string[],
  label: LabelLaw,
  laws: Readonly<Record<string, readonly AttributeLaw[]>>,
): WeightedTests {
  const total = table.cells.reduce((sum, { count }) => sum + count, 0);
  const shares = labelNames.map((name) => {
    if (label === "uniform") return 1 / labelNames.length;
    const own = table.cells.filter((cell) => cell.label === name);
    return own.reduce((sum, { count }) => sum + count, 0) / total;
  });
  return {
    of: table.set,
    asked: Object.fromEntries(
      Object.entries(laws).map(([test, attributes]) => [
        test,
        [...cellProbabilities(shares, attributes)],
      ]),
    ),
  };
}

/**
 * Weights of rows for each weighted test, by `cellWeights`.
 * @param groups [n] of the rows, by `groupOf`; -1 where a value is missing.
 * @param cells of the tables, for the reason why there are no weights.
 */
export function weighTests(
  { asked }: WeightedTests,
  groups: Int32Array,
  cells: readonly string[],
): Record<string, CellWeights> {
  return Object.fromEntries(
    Object.entries(asked).map(([test, shares]) => [
      test,
      cellWeights(groups, Float64Array.from(shares), (group) => cells[group] ?? String(group)),
    ]),
  );
}

/** Names of the cells of a run's tables, which all have the same. */
export function cellNames([table]: readonly RealisedTable[]): string[] {
  return table?.cells.map(cellName) ?? [];
}
