import { InternalError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import { groupOf } from "../dataset.js";
import type { DataSet, PoolName, PoolTable } from "../dataset.js";
import { countGroups, countOfGroups } from "./groups.js";
import type { RunFactors } from "./run-factors.js";
import type { SplitPart } from "./split-by-subject.js";

/** Rows of one part with a label and all *read* attributes of the run, and their cells. */
export interface PartRows {
  readonly pool: PoolName;
  readonly table: PoolTable;
  /** Row numbers in the pool, ascending. */
  readonly rows: Int32Array;
  /** Label × read attributes of each row, numbered by `groupOf`; same length as `rows`. */
  readonly readCells: Int32Array;
  /** Rows a read cell. */
  readonly available: Int32Array;
  /** Rows of the part that miss the label or a read attribute. */
  readonly leftOut: number;
}

/** The table of a pool that a part says it is cut from. */
export function poolTable(source: Pick<DataSet, "name" | "pools">, pool: PoolName): PoolTable {
  const table = source.pools[pool];
  if (table === null) {
    throw new InternalError(source.name, "a part names a pool that the set has not", { got: pool });
  }
  return table;
}

/** Columns of the run's read attributes, in the run's order; null for a planted one. */
export function readColumns(table: PoolTable, factors: RunFactors): readonly (Int32Array | null)[] {
  return factors.attributes.map(({ kind, name }) => {
    if (kind === "planted") return null;
    const column = table.attributes[name];
    if (column === undefined) {
      throw new InternalError("pool table", "no column of a read attribute", { got: name });
    }
    return column;
  });
}

/** M of the run's read attributes, in the run's order. */
export function readSizes(factors: RunFactors): number[] {
  return factors.sizes.filter((_, index) => factors.attributes[index]?.kind === "read");
}

/** Keep the complete rows of a part and count them by label × read attributes. */
export function completeRows(
  source: Pick<DataSet, "name" | "pools">,
  part: SplitPart,
  factors: RunFactors,
): PartRows {
  const table = poolTable(source, part.pool);
  const columns = readColumns(table, factors).filter((column) => column !== null);
  const sizes = readSizes(factors);
  const cells = part.rows.map((row) =>
    groupOf(
      at(table.label, row),
      columns.map((column) => at(column, row)),
      sizes,
    ),
  );
  const rows = part.rows.filter((_, index) => at(cells, index) >= 0);
  return {
    pool: part.pool,
    table,
    rows,
    readCells: cells.filter((cell) => cell >= 0),
    available: countGroups(cells, countOfGroups(factors.label.valueNames.length, sizes)),
    leftOut: part.rows.length - rows.length,
  };
}
