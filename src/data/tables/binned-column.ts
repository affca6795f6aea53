import { ConfigError, DataError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import type { CodedColumn } from "./coded-column.js";

/** Where the bins of a numeric column end: at these numbers, or so that each has equally many rows. */
export type Bins = readonly number[] | { readonly quantiles: number };

/** A numeric column of a table, and the bins that its numbers fall into. */
export interface BinnedColumn extends CodedColumn {
  /** The numbers themselves; NaN where the cell is empty. */
  readonly numbers: Float64Array;
}

/** Takes the cells of a numeric column one by one. */
export interface ColumnBinner {
  /** @throws DataError for a cell that is no finite number and not empty. */
  add(cell: string, row: number): void;
  /**
   * The column. Bins are [edge, next edge), the first and the last open: edges [40, 60] give "<40", "40..60", ">=60".
   * With `quantiles: q` edge k is the number at place round(k·n/q) of the n sorted ones, all rows of the table
   * together: bins only sort rows into cells and groups, what heads learn is scaled by training rows alone.
   * @throws ConfigError for edges that do not rise.
   * @throws DataError where every cell is empty, all numbers are the same, quantiles coincide, or a bin has fewer
   * than two rows: it cannot be both learnt and tested. Where they `mayBeFew` the first three only of quantiles.
   */
  finish(): BinnedColumn;
}

/**
 * @param where file and column, for messages.
 * @param mayBeFew true: nothing is learnt from the column, so that any number of rows will do.
 */
export function createColumnBinner(
  name: string,
  bins: Bins,
  where: string,
  mayBeFew = false,
): ColumnBinner {
  const found: number[] = [];
  return {
    add(cell, row) {
      const number = cell.trim() === "" ? NaN : Number(cell);
      if (cell !== "" && !Number.isFinite(number)) {
        throw new DataError(`${where}, row ${row}`, "not a finite number", {
          got: cell,
          advice: "Leave the cell empty where the value is missing.",
        });
      }
      found.push(number);
    },
    finish() {
      const numbers = Float64Array.from(found);
      const sorted = numbers.filter((number) => !Number.isNaN(number)).sort();
      if (!mayBeFew || "quantiles" in bins) refuseConstant(where, sorted);
      const edges = "quantiles" in bins ? quantileEdges(where, sorted, bins.quantiles) : bins;
      requireRising(where, edges);
      const codes = Int32Array.from(numbers, (number) =>
        Number.isNaN(number) ? -1 : binOf(number, edges),
      );
      const valueNames = binNames(edges);
      if (!mayBeFew) refuseSmallBins(where, codes, valueNames);
      return { name, valueNames, codes, numbers };
    },
  };
}

function refuseConstant(where: string, sorted: Float64Array): void {
  if (sorted.length === 0) {
    throw new DataError(where, "every cell is empty", {
      expected: "numbers",
      advice: "Nothing can be learnt from it or balanced over it; name another column.",
    });
  }
  if (sorted[0] !== sorted.at(-1)) return;
  throw new DataError(where, "one value only", {
    got: at(sorted, 0),
    advice: "Nothing can be learnt from it or balanced over it; name another column.",
  });
}

function quantileEdges(where: string, sorted: Float64Array, count: number): number[] {
  const edges = Array.from({ length: count - 1 }, (_, index) =>
    at(sorted, Math.round(((index + 1) * sorted.length) / count)),
  );
  const before = [at(sorted, 0), ...edges];
  if (edges.every((edge, index) => edge > at(before, index))) return edges;
  throw new DataError(where, "quantiles coincide: many rows have the same number", {
    got: edges,
    advice: "Ask for fewer quantiles, or give the edges of the bins.",
  });
}

function requireRising(where: string, edges: readonly number[]): void {
  if (edges.every((edge, index) => index === 0 || edge > at(edges, index - 1))) return;
  throw new ConfigError(`${where}, bins`, "do not rise", {
    got: edges,
    advice: "Give the inner edges from the smallest to the largest, each once.",
  });
}

/** The bin of a number: how many edges it has reached. */
export function binOf(number: number, edges: readonly number[]): number {
  return edges.filter((edge) => number >= edge).length;
}

/** Names of the bins between rising edges: [40, 60] gives "<40", "40..60", ">=60". */
export function binNames(edges: readonly number[]): string[] {
  const inner = edges.slice(1).map((edge, index) => `${at(edges, index)}..${edge}`);
  return [`<${at(edges, 0)}`, ...inner, `>=${at(edges, edges.length - 1)}`];
}

/** The inner edges of bins, of their names ({@link binNames}); undefined where they are not names of bins. */
export function binEdges(names: readonly string[]): number[] | undefined {
  const edges = names.slice(1).map((name) => Number(/^(?:>=)?(.+?)(?:\.\..+)?$/.exec(name)?.[1]));
  const again = edges.length === 0 ? [] : binNames(edges);
  return names.length > 1 && again.every((name, bin) => name === names[bin]) ? edges : undefined;
}

function refuseSmallBins(where: string, codes: Int32Array, names: readonly string[]): void {
  for (const [bin, name] of names.entries()) {
    const rows = codes.filter((code) => code === bin).length;
    if (rows >= 2) continue;
    throw new DataError(where, "a bin has too few rows", {
      expected: "at least 2",
      got: rows,
      bin: name,
      advice: "It cannot be both learnt and tested: move or leave out an edge.",
    });
  }
}
