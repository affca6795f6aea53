import { ConfigError, DataError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import { createColumnBinner, type BinnedColumn, type Bins } from "../tables/binned-column.js";
import { canonicalValue, readNumber } from "../tables/cell-value.js";
import { createColumnCoder } from "../tables/coded-column.js";
import type { StringTable } from "../tables/string-table.js";
import type { Factor } from "../dataset.js";
import { answers, readAnswers } from "./answers.js";
import { nameValues } from "./name-values.js";
import type { CohortTarget } from "./cohort.js";
import type { ClassSpec, TargetSpec } from "./spec.js";

/** The target of the rows that are left, before the last of them is decided. */
export interface TargetReading {
  /** False for rows without a label. */
  has(row: number): boolean;
  /**
   * The target of these rows.
   * @throws DataError for a class without rows, or a column as `createColumnCoder`.
   */
  of(rows: Int32Array): CohortTarget;
}

interface TargetOptions {
  readonly mayLackClasses: boolean;
}

type SpecOf<As extends TargetSpec["as"]> = Extract<TargetSpec, { readonly as: As }>;

/** The class of cells that are uncertain, where they make one. */
const uncertainClass = "uncertain";

/**
 * Read the target. A row has no label where its cell is empty and `blank` does not give it one; for several labels
 * where that is so in all columns. An uncertain cell of policy `ignore` is a label that is masked, so its row stays.
 * @param rows of the table that are left: other cells are not looked at.
 * @param options.mayLackClasses true: nothing is learnt from the rows, so that a class may have none.
 * @throws ConfigError for lists that contradict each other, a policy that the target cannot have, missing columns, and as
 * `createColumnBinner`.
 * @throws DataError with the row for a value on none of the lists, or that is not a number.
 */
export function readTarget(
  spec: TargetSpec,
  rows: Int32Array,
  table: StringTable,
  options: TargetOptions = { mayLackClasses: false },
): TargetReading {
  switch (spec.as) {
    case "binary":
      return readBinary(spec, rows, table, options);
    case "classes":
      return spec.bins === undefined
        ? readClasses(spec, rows, table, options)
        : readBinnedClasses(spec, spec.bins, rows, table, options);
    case "number":
      return readNumbers(spec, rows, table, options);
    case "labels":
      return readLabels(spec, rows, table);
  }
}

function readBinary(
  spec: SpecOf<"binary">,
  rows: Int32Array,
  table: StringTable,
  options: TargetOptions,
): TargetReading {
  const found = readAnswers(spec, spec.column, rows, table, "target");
  const valueNames =
    spec.uncertain?.policy === "class"
      ? ["negative", "positive", uncertainClass]
      : ["negative", "positive"];
  return {
    has: (row) => at(found, row) !== answers.missing,
    of: (kept) => {
      const codes = Int32Array.from(kept, (row) => at(found, row));
      return classTarget(table, { name: spec.column, valueNames }, codes, options);
    },
  };
}

function readLabels(spec: SpecOf<"labels">, rows: Int32Array, table: StringTable): TargetReading {
  const { columns } = spec;
  if (spec.uncertain?.policy === "class") {
    throw new ConfigError("target.uncertain.policy", "several labels have no class of their own", {
      expected: "ones, zeros or ignore",
      got: "class",
    });
  }
  const twice = columns.find((name, index) => columns.indexOf(name) !== index);
  if (columns.length === 0 || twice !== undefined) {
    throw new ConfigError("target.columns", twice === undefined ? "no column" : "a column twice", {
      ...(twice === undefined ? {} : { got: twice }),
    });
  }
  const found = columns.map((column) => readAnswers(spec, column, rows, table, "target"));
  return {
    has: (row) => found.some((label) => at(label, row) !== answers.missing),
    of: (kept) => ({
      kind: "labels",
      names: columns,
      codes: found.map((label) => Int8Array.from(kept, (row) => Math.max(at(label, row), -1))),
    }),
  };
}

/** Bins of a number where the file gives none. */
const usualBins: Bins = { quantiles: 4 };

function readNumbers(
  spec: SpecOf<"number">,
  rows: Int32Array,
  table: StringTable,
  options: TargetOptions,
): TargetReading {
  const { column, unit = null, bins = usualBins } = spec;
  const found = numbersOf(column, rows, table);
  return {
    has: (row) => !Number.isNaN(at(found, row)),
    of(kept) {
      const { valueNames, codes, numbers } = binned(column, bins, found, kept, table, options);
      return { kind: "number", factor: { name: column, valueNames }, codes, unit, numbers };
    },
  };
}

/** The numbers of some rows, and the bins that they are in. @throws as `createColumnBinner`. */
function binned(
  column: string,
  bins: Bins,
  numbers: Float64Array,
  kept: Int32Array,
  table: StringTable,
  { mayLackClasses }: TargetOptions,
): BinnedColumn {
  const where = `${table.source}, column ${column}`;
  const binner = createColumnBinner(column, bins, where, mayLackClasses);
  for (const row of kept) binner.add(String(at(numbers, row)), row);
  return binner.finish();
}

/** The numbers of a column, one a row of the table; NaN where the cell is empty or the row has gone. */
function numbersOf(column: string, rows: Int32Array, table: StringTable): Float64Array {
  const cells = table.column(column, "target.column");
  const numbers = new Float64Array(table.rows).fill(NaN);
  for (const row of rows) {
    const cell = at(cells, row);
    if (cell === "") continue;
    const number = readNumber(cell);
    if (number === null) {
      throw new DataError(table.place(row), `column ${column} is not a number`, {
        got: cell,
        advice: "Leave the cell empty where the value is missing: the row is then left out.",
      });
    }
    numbers[row] = number;
  }
  return numbers;
}

function readBinnedClasses(
  spec: SpecOf<"classes">,
  bins: Bins,
  rows: Int32Array,
  table: StringTable,
  options: TargetOptions,
): TargetReading {
  const { column, values, uncertain } = spec;
  if (values !== undefined || uncertain !== undefined) {
    throw new ConfigError("target.bins", "numbers have no values and no uncertain ones", {
      got: values === undefined ? "uncertain" : "values",
      advice: "Leave one of them out.",
    });
  }
  const numbers = numbersOf(column, rows, table);
  return {
    has: (row) => !Number.isNaN(at(numbers, row)),
    of(kept) {
      const { valueNames, codes } = binned(column, bins, numbers, kept, table, options);
      return { kind: "classes", factor: { name: column, valueNames }, codes };
    },
  };
}

function readClasses(
  spec: SpecOf<"classes">,
  rows: Int32Array,
  table: StringTable,
  options: TargetOptions,
): TargetReading {
  const { column, values, uncertain } = spec;
  if (uncertain?.policy === "ones" || uncertain?.policy === "zeros") {
    throw new ConfigError("target.uncertain.policy", "classes are neither one nor zero", {
      expected: "ignore or class",
      got: uncertain.policy,
    });
  }
  const isUncertain = new Set(uncertain?.values.map(canonicalValue));
  const listed = values === undefined ? null : listedClasses(values, isUncertain);
  const cells = table.column(column, "target.column");
  const names = nameValues(
    cells,
    rows,
    {
      what: `column ${column}`,
      names: new Map([
        ...(listed?.names ?? []),
        ...[...isUncertain].map((value) => [value, ""] as const),
      ]),
      list: listed === null ? null : "target.values",
      levels: table.levels(column),
      advice: "Add it to target.values.",
    },
    table,
  );
  const doubted = (row: number) => isUncertain.has(canonicalValue(at(cells, row)));
  const isClass = uncertain?.policy === "class";
  return {
    has: (row) => at(names, row) !== "" || doubted(row),
    of(kept) {
      const own = kept.filter((row) => at(names, row) !== "");
      const order = listed?.order ?? foundClasses(column, own, names, table, options);
      const valueNames = isClass ? [...order, uncertainClass] : order;
      if (isClass && order.includes(uncertainClass)) {
        throw new ConfigError("target", "a class is called like the uncertain one", {
          got: uncertainClass,
          advice: "Give it another name by target.values.",
        });
      }
      const codes = Int32Array.from(kept, (row) => {
        const name = at(names, row);
        return name === "" ? (isClass ? order.length : -1) : order.indexOf(name);
      });
      return classTarget(table, { name: column, valueNames }, codes, options);
    },
  };
}

/** Names of the values of rows that have one, in the order of `createColumnCoder`. */
function foundClasses(
  column: string,
  rows: Int32Array,
  names: readonly string[],
  table: StringTable,
  { mayLackClasses }: TargetOptions,
): readonly string[] {
  const coder = createColumnCoder(column, `${table.source}, column ${column}`, mayLackClasses);
  for (const row of rows) coder.add(at(names, row));
  return coder.finish().valueNames;
}

/** Classes of the configuration: their order, and the class of each canonical value. */
function listedClasses(values: readonly ClassSpec[], uncertain: ReadonlySet<string>) {
  const names = new Map<string, string>();
  const order: string[] = [];
  for (const value of values) {
    const { name, is } = typeof value === "object" ? value : { name: String(value), is: [value] };
    if (order.includes(name))
      throw new ConfigError("target.values", "a class twice", { got: name });
    order.push(name);
    for (const one of is.map(canonicalValue)) {
      if (names.has(one) || uncertain.has(one)) {
        throw new ConfigError("target.values", "a value is listed twice", { got: one });
      }
      names.set(one, name);
    }
  }
  return { names, order };
}

/** @throws DataError for a class without rows, where there may be none. */
function classTarget(
  table: StringTable,
  factor: Factor,
  codes: Int32Array,
  { mayLackClasses }: TargetOptions,
): CohortTarget {
  const { name, valueNames } = factor;
  const rows = new Array<number>(valueNames.length).fill(0);
  for (const code of codes) if (code >= 0) rows[code] = at(rows, code) + 1;
  const empty = rows.indexOf(0);
  if (empty >= 0 && !mayLackClasses) {
    throw new DataError(`${table.source}, column ${name}`, "a class of the target has no rows", {
      got: at(valueNames, empty),
      "rows of the others": rows.filter((count) => count > 0),
      advice: "Check the values of the target and the filters before it.",
    });
  }
  return { kind: "classes", factor, codes };
}
