import { UnconfoundError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import { canonicalValue, readNumber } from "../tables/cell-value.js";
import type { StringTable } from "../tables/string-table.js";
import type { Cohort } from "./cohort.js";
import type { CohortSpec } from "./spec.js";

/** Something that the tables say of every row of a cohort. */
export type CohortColumn =
  | {
      readonly name: string;
      readonly source: "attribute" | "column";
      readonly kind: "numbers";
      /** NaN missing. */
      readonly numbers: Float64Array;
    }
  | {
      readonly name: string;
      readonly source: "attribute" | "column";
      readonly kind: "values";
      /** −1 missing. */
      readonly codes: Int32Array;
      readonly valueNames: readonly string[];
    };

/** Fewer different numbers are values. */
const leastNumbers = 11;

/**
 * What is known of the rows of a cohort by its tables: the attributes, then the columns of the tables that are neither an
 * attribute nor what ids, subjects, image paths and the target are made of. A column is numbers where every cell that is not
 * empty is one and there are more than ten of them, else values, equal as `canonicalValue` has it, in the order of their first
 * rows. A column that cannot be used, since two joined tables have it, is left out.
 */
export function cohortColumns(
  spec: CohortSpec,
  cohort: Cohort,
  table: StringTable,
): CohortColumn[] {
  const attributes = cohort.attributes.map(({ name, numbers, codes, valueNames }): CohortColumn =>
    numbers === undefined
      ? { name, source: "attribute", kind: "values", codes, valueNames }
      : { name, source: "attribute", kind: "numbers", numbers },
  );
  const taken = new Set([...namedColumns(spec), ...attributes.map(({ name }) => name)]);
  const rowAt = new Map(Array.from({ length: table.rows }, (_, row) => [table.place(row), row]));
  const rows = cohort.places.map((place) => rowAt.get(place) ?? -1);
  const columns = table.header.flatMap((name) => {
    if (taken.has(name)) return [];
    const cells = usable(table, name);
    return cells === null
      ? []
      : [
          readColumn(
            name,
            rows.map((row) => cells[row] ?? ""),
          ),
        ];
  });
  return [...attributes, ...columns];
}

/** Columns that the cohort file has a use for. */
function namedColumns({ id, subject, images, masks, target, attributes }: CohortSpec): string[] {
  return [
    ...[id, typeof subject === "string" ? subject : subject?.of, images.column],
    ...(masks ?? []).map(({ column }) => column),
    ...(target.as === "labels" ? target.columns : [target.column]),
    ...attributes.flatMap(({ column, pattern }) => (pattern === undefined ? [column] : [])),
  ].filter((name) => name !== undefined);
}

function usable(table: StringTable, name: string): readonly string[] | null {
  try {
    return table.column(name);
  } catch (error) {
    if (error instanceof UnconfoundError && error.code === "config") return null;
    throw error;
  }
}

function readColumn(name: string, cells: readonly string[]): CohortColumn {
  const numbers = numbersOf(cells);
  if (numbers !== null) return { name, source: "column", kind: "numbers", numbers };
  const places = new Map<string, number>();
  const valueNames: string[] = [];
  const codes = Int32Array.from(cells, (cell) => {
    if (cell === "") return -1;
    const value = canonicalValue(cell);
    let place = places.get(value);
    if (place === undefined) {
      place = places.size;
      places.set(value, place);
      valueNames.push(cell);
    }
    return place;
  });
  return { name, source: "column", kind: "values", codes, valueNames };
}

/** Null where a cell is no number, or there are few different ones. */
function numbersOf(cells: readonly string[]): Float64Array | null {
  const numbers = new Float64Array(cells.length).fill(NaN);
  const different = new Set<number>();
  for (const [row, cell] of cells.entries()) {
    if (cell === "") continue;
    const number = readNumber(at(cells, row));
    if (number === null) return null;
    numbers[row] = number;
    different.add(number);
  }
  return different.size < leastNumbers ? null : numbers;
}
