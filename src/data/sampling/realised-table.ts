import { alignColumns } from "../../base/align-columns.js";
import { at } from "../../base/ndarray.js";
import { hideSmallCells, isSmall, showCount, type CountDisplay } from "../../base/small-counts.js";
import type { Factor, PoolName } from "../dataset.js";
import { valuesOfGroup } from "./groups.js";

/** One cell, label × all attributes, of a set. */
export interface RealisedCell {
  readonly label: string;
  /** Attribute name to value name. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly count: number;
  /** count / n, in 0..1; 0 in an empty set. */
  readonly share: number;
  /** Share that the plan asked for; null where no plan asked (`plan: native`). */
  readonly asked: number | null;
  /** Rows of the part with this label and these *read* attribute values: what could be drawn from. */
  readonly available: number;
}

/** Contingency table of a set, plain JSON. */
export interface RealisedTable {
  readonly set: string;
  readonly pool: PoolName;
  /** Rows of the set; more than the sum of the cells where a row misses an attribute. */
  readonly n: number;
  /** Rows of the part that the set could not use: label missing, or in a sampled plan a read attribute. */
  readonly leftOut: number;
  /** Name of the label factor. */
  readonly label: string;
  readonly cells: readonly RealisedCell[];
}

/** What a table is made of; arrays have one entry a group, numbered by `groupOf`. */
export interface TableParts {
  readonly set: string;
  readonly pool: PoolName;
  readonly n: number;
  readonly leftOut: number;
  readonly label: Factor;
  readonly attributes: readonly Factor[];
  readonly counts: Int32Array;
  readonly asked: Float64Array | null;
  readonly available: Int32Array;
}

/** Name the cells: groups to label and attribute values by name. */
export function realisedTable(parts: TableParts): RealisedTable {
  const { set, pool, n, leftOut, label, attributes, counts, asked, available } = parts;
  const sizes = attributes.map((factor) => factor.valueNames.length);
  const cells = Array.from(counts, (count, group): RealisedCell => {
    const [labelValue = 0, ...values] = valuesOfGroup(group, sizes);
    return {
      label: at(label.valueNames, labelValue),
      attributes: Object.fromEntries(
        attributes.map((factor, index) => [factor.name, at(factor.valueNames, at(values, index))]),
      ),
      count,
      share: n === 0 ? 0 : count / n,
      asked: asked === null ? null : at(asked, group),
      available: at(available, group),
    };
  });
  return { set, pool, n, leftOut, label: label.name, cells };
}

/** `value, value, …` of a cell: its name in messages. */
export function cellName(cell: RealisedCell): string {
  return [cell.label, ...Object.values(cell.attributes)].join(", ");
}

/**
 * `train (pool train): 53690 rows, 3 left out for a missing value`, and how many of them are in no group. Where a small number
 * is left out, neither it nor the rows it could be computed from are a matter of this table: `showFlow` hides those.
 */
function heading(
  { set, pool, n, leftOut, cells }: RealisedTable,
  smallest: number,
  display: CountDisplay,
): string {
  const count = isSmall(n, smallest) ? `<${smallest}` : String(n);
  const outside = n - cells.reduce((sum, { count: own }) => sum + own, 0);
  const lost = isSmall(leftOut, smallest) ? `<${smallest}` : String(leftOut);
  const left = leftOut === 0 ? "" : `, ${lost} left out for a missing value`;
  const groupless =
    outside === 0
      ? ""
      : `, ${showCount(outside, display, smallest)} in no group (a value is missing)`;
  return `${set} (pool ${pool}): ${count} row${count === "1" ? "" : "s"}${left}${groupless}`;
}

/** How the counts of a table are shown; within each value of the label. */
function displaysOf({ n, cells }: RealisedTable, smallest: number) {
  const labels = cells.map(({ label }) => label);
  const counts = cells.map(({ count }) => count);
  const available = cells.map((cell) => cell.available);
  const outside = n - counts.reduce((sum, count) => sum + count, 0);
  return {
    counts: hideSmallCells({ labels, counts, outside }, smallest),
    available: hideSmallCells({ labels, counts: available, outside }, smallest).cells,
  };
}

/** How the count of each cell is shown, as in {@link formatRealisedTable}. */
export function shownCounts(table: RealisedTable, smallestCell: number): readonly CountDisplay[] {
  return displaysOf(table, smallestCell).counts.cells;
}

/** A table of many cells in a line: heading, number of groups, and unless counts are hidden the smallest and the largest. */
export function summariseRealisedTable(table: RealisedTable, smallestCell = 1): string {
  const title = heading(table, smallestCell, displaysOf(table, smallestCell).counts.outside);
  const sorted = table.cells
    .filter(({ count }) => count > 0)
    .toSorted((left, right) => left.count - right.count);
  const [smallest, largest] = [sorted[0], sorted.at(-1)];
  if (smallest === undefined || largest === undefined) return title;
  const filled = `${title}; ${sorted.length} of ${table.cells.length} groups have rows`;
  if (smallestCell > 1) return filled;
  const range = [smallest, largest].map((cell) => `${cell.count} ("${cellName(cell)}")`);
  return `${filled}, ${range.join(" to ")}`;
}

/**
 * A table as aligned text: a heading with n and the rows that are in no cell, then a line a cell with label,
 * attributes, count, share, asked share and available rows. Names align left, numbers right.
 * @param smallestCell counts below it are shown as `<n`, and those that they could be computed from as `*`.
 */
export function formatRealisedTable(table: RealisedTable, smallestCell = 1): string {
  const attributeNames = Object.keys(table.cells[0]?.attributes ?? {});
  const names = [table.label, ...attributeNames];
  const header = [...names, "count", "share", "asked", "available"];
  const shown = displaysOf(table, smallestCell);
  const lines = table.cells.map((cell, index) => {
    const display = at(shown.counts.cells, index);
    return [
      cell.label,
      ...Object.values(cell.attributes),
      showCount(cell.count, display, smallestCell),
      display === "whole" ? cell.share.toFixed(4) : "-",
      cell.asked === null ? "-" : cell.asked.toFixed(4),
      showCount(cell.available, at(shown.available, index), smallestCell),
    ];
  });
  const aligned = alignColumns([header, ...lines], names.length);
  return [heading(table, smallestCell, shown.counts.outside), ...aligned].join("\n");
}
