import { ConfigError, DataError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import { groupOf } from "../dataset.js";
import { cellProbabilities } from "./cell-probabilities.js";
import type { AttributeLaw } from "./cell-probabilities.js";
import { valuesOfGroup } from "./groups.js";
import { readSizes } from "./part-rows.js";
import type { PartRows } from "./part-rows.js";
import { cellName, formatRealisedTable, realisedTable } from "./realised-table.js";
import type { RealisedCell, RealisedTable } from "./realised-table.js";
import { floorWithSlack, roundCounts } from "./round-counts.js";
import type { RunFactors } from "./run-factors.js";

/** Law of the label in a set: each value as often as another, or as in the part it is drawn from. */
export type LabelLaw = "uniform" | "natural";

/** What to draw. */
export interface SetRequest {
  readonly name: string;
  /** Name of the data set, for messages. */
  readonly source: string;
  readonly factors: RunFactors;
  readonly part: PartRows;
  readonly label: LabelLaw;
  /** One an attribute, in the run's order. */
  readonly laws: readonly AttributeLaw[];
  /** Rows to draw; `max` is the largest size that every cell can serve. */
  readonly size: number | "max";
  /** Fewest rows of a cell whose probability is not 0. */
  readonly minCell: number;
}

/** Counts planned, by group and by read cell. */
export interface CellPlan {
  readonly size: number;
  readonly max: number;
  /** [G] */
  readonly asked: Float64Array;
  /** [G], read cell of each group. */
  readonly readCell: Int32Array;
  /** [G] */
  readonly counts: Int32Array;
}

/**
 * Decide how many rows each cell of a set gets.
 *
 * - `max` = floor(min over label × *read* cells of available / probability). Planted attributes set no
 *   limit: their values are assigned, not found.
 * - Cell counts: size · probability by largest remainder, first over the read cells, then over the
 *   planted values inside each: a read cell is off by less than 1 row, a full cell by less than 2, and
 *   no read cell gets more than it has.
 *
 * @throws ConfigError for a size that is no positive whole number.
 * @throws DataError, with the whole table, for a label or read attribute with one value in this part, an
 * empty cell, a size that cannot be met, or a cell below `minCell`.
 */
export function planCells(request: SetRequest): CellPlan {
  const { factors, part, laws, name, size } = request;
  if (size !== "max" && !(Number.isInteger(size) && size > 0)) {
    throw new ConfigError(`data.plan.sizes.${name}`, "out of range", {
      expected: "a positive number of rows or max",
      got: size,
    });
  }
  const asked = cellProbabilities(labelShares(request), laws);
  const readCell = readCells(factors, asked.length);
  const readAsked = new Float64Array(part.available.length);
  for (const [group, cell] of readCell.entries()) {
    readAsked[cell] = at(readAsked, cell) + at(asked, group);
  }
  const limits = Array.from(readAsked, (probability, cell) =>
    probability === 0 ? Infinity : at(part.available, cell) / probability,
  );
  const limit = Math.min(...limits);
  // No limit at all means no rows at all: the checks below say so.
  const max = limit === Infinity ? 0 : floorWithSlack(limit);
  const resolved = size === "max" ? max : size;
  const plan = {
    size: resolved,
    max,
    asked,
    readCell,
    counts: planCounts(resolved, asked, readCell, readAsked),
  };
  checkPlan(request, plan);
  return plan;
}

function labelShares({ label, factors, part }: SetRequest): number[] {
  const labelSize = factors.label.valueNames.length;
  if (label === "uniform") return factors.label.valueNames.map(() => 1 / labelSize);
  const cellsPerLabel = part.available.length / labelSize;
  const shares = new Array<number>(labelSize).fill(0);
  for (const [cell, count] of part.available.entries()) {
    const value = Math.floor(cell / cellsPerLabel);
    shares[value] = at(shares, value) + count / Math.max(1, part.rows.length);
  }
  return shares;
}

/** Read cell (label × read attributes) of each group, [G]. */
function readCells(factors: RunFactors, groupCount: number): Int32Array {
  const sizes = readSizes(factors);
  return Int32Array.from({ length: groupCount }, (_, group) => {
    const [label = 0, ...values] = valuesOfGroup(group, factors.sizes);
    const read = values.filter((_value, index) => factors.attributes[index]?.kind === "read");
    return groupOf(label, read, sizes);
  });
}

function planCounts(
  size: number,
  asked: Float64Array,
  readCell: Int32Array,
  readAsked: Float64Array,
): Int32Array {
  const counts = new Int32Array(asked.length);
  const groups = Array.from(counts.keys());
  for (const [cell, count] of roundCounts(size, readAsked).entries()) {
    if (at(readAsked, cell) === 0) continue;
    const inside = groups.filter((group) => at(readCell, group) === cell);
    const rounded = roundCounts(
      count,
      inside.map((group) => at(asked, group)),
    );
    for (const [index, group] of inside.entries()) counts[group] = at(rounded, index);
  }
  return counts;
}

function checkPlan(request: SetRequest, plan: CellPlan): void {
  const { factors, minCell } = request;
  const table = tableOf(request, plan, plan.counts, plan.size);
  const where = `plan of ${request.source}, set ${request.name}`;
  const text = `\n${formatRealisedTable(table)}`;
  for (const [index, factor] of [factors.label, ...factors.attributes].entries()) {
    const planted = index > 0 && factors.attributes[index - 1]?.kind === "planted";
    if (!planted) refuseSingleValue(where, factor.name, index, table, text);
  }
  for (const [group, cell] of table.cells.entries()) {
    if (at(plan.asked, group) > 0 && cell.available === 0) {
      throw new DataError(where, `no rows in cell "${readName(cell, factors)}"`, {
        advice: `Merge or leave out the value, or use plan: native.${text}`,
      });
    }
  }
  const needed = neededRows(plan);
  for (const [group, cell] of table.cells.entries()) {
    const need = at(needed, group);
    if (need > cell.available) {
      throw new DataError(where, `too few rows in cell "${readName(cell, factors)}"`, {
        expected: need,
        got: cell.available,
        size: plan.size,
        max: plan.max,
        advice: `Ask for at most ${plan.max} rows, or for size max.${text}`,
      });
    }
    if (at(plan.asked, group) > 0 && cell.count < minCell) {
      throw new DataError(where, `cell "${cellName(cell)}" is below minCell`, {
        expected: minCell,
        got: cell.count,
        size: plan.size,
        max: plan.max,
        advice: `Ask for more rows, a weaker association, or a lower minCell.${text}`,
      });
    }
  }
}

function refuseSingleValue(
  where: string,
  factor: string,
  index: number,
  table: RealisedTable,
  text: string,
): void {
  const present = new Set(
    table.cells
      .filter((cell) => cell.available > 0)
      .map((cell) => (index === 0 ? cell.label : cell.attributes[factor])),
  );
  if (present.size > 1) return;
  throw new DataError(where, `${factor} has one value only in this part`, {
    expected: "at least 2 values",
    got: [...present].join(", ") || "none",
    advice: `Nothing can be balanced over it; bring more rows or leave it out.${text}`,
  });
}

/** Rows that the read cell of each group must give, [G]. */
function neededRows(plan: CellPlan): Int32Array {
  const needed = new Int32Array(plan.asked.length);
  for (const [group, cell] of plan.readCell.entries()) {
    needed[cell] = at(needed, cell) + at(plan.counts, group);
  }
  return plan.readCell.map((cell) => at(needed, cell));
}

/** Label and read values of a cell. */
function readName(cell: RealisedCell, factors: RunFactors): string {
  const read = factors.attributes.filter((factor) => factor.kind === "read");
  return [cell.label, ...read.map((factor) => cell.attributes[factor.name])].join(", ");
}

/** Contingency table of a set with these counts a group, [G]. */
export function tableOf(
  { name, factors, part }: SetRequest,
  plan: CellPlan,
  counts: Int32Array,
  rows: number,
): RealisedTable {
  return realisedTable({
    set: name,
    pool: part.pool,
    n: rows,
    leftOut: part.leftOut,
    label: factors.label,
    attributes: factors.attributes,
    counts,
    asked: plan.asked,
    available: plan.readCell.map((cell) => at(part.available, cell)),
  });
}
