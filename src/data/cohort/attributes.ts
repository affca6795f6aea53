import { ConfigError, DataError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import { createColumnBinner } from "../tables/binned-column.js";
import { canonicalValue, readNumber } from "../tables/cell-value.js";
import { createColumnCoder } from "../tables/coded-column.js";
import type { StringTable } from "../tables/string-table.js";
import { readAge } from "./age-string.js";
import { attributeCells, type AttributeSources } from "./attribute-cells.js";
import type { CohortAttribute } from "./cohort.js";
import { nameValues } from "./name-values.js";
import type { AttributeSpec } from "./spec.js";

/** An attribute of the rows that are left, before the last of them is decided. */
export interface AttributeReading {
  readonly name: string;
  /** Names of the values, or numbers as text; "" missing. One for each row of the table. */
  readonly values: readonly string[];
  /** Why a row goes because of this attribute; null where it stays. */
  dropped(row: number): string | null;
  /** @throws DataError as `createColumnCoder` and `createColumnBinner`. */
  of(rows: Int32Array): CohortAttribute;
}

/** The value of rows that have none, where that makes one. */
const missingValue = "missing";
/** The value of values that are not listed, where that makes one. */
const otherValue = "other";
/** Stands for a value that is not listed where its row goes; no text file has it in a cell. */
const unlisted = "\u0000";

/**
 * Read an attribute. Its cells come from a column, a tag, a sidecar or the image path; `values` renames them (as
 * `canonicalValue` compares; a new name of "" makes a value missing); then they are categories, or numbers in bins.
 * A tag of ages (`045Y`) is read in years.
 * @param rows of the table that are left: other rows are not looked at.
 * @param key of the configuration, such as `attributes (entry 1)`.
 * @throws ConfigError for settings that contradict each other, and sources as `attributeCells`.
 * @throws DataError with the row for a value that is not listed, or is not a number where there are bins.
 */
export function readAttribute(
  spec: AttributeSpec,
  rows: Int32Array,
  sources: AttributeSources,
  key: string,
): AttributeReading {
  checkSettings(spec, key);
  const cells = attributeCells(spec, rows, sources, key);
  const { table, mayBeFew = false } = sources;
  const values =
    spec.bins === undefined
      ? namedValues(spec, cells, rows, table, key)
      : numberTexts(spec, cells, rows, table, key);
  const where = `${table.source}, attribute ${spec.name}`;
  return {
    name: spec.name,
    values,
    dropped(row) {
      const value = at(values, row);
      if (value === unlisted) return `${spec.name} is another value`;
      return value === "" && spec.missing === "drop" ? `${spec.name} is missing` : null;
    },
    of(kept) {
      const own = Array.from(kept, (row) => at(values, row));
      const coded =
        spec.bins === undefined
          ? code(spec.name, own, where, mayBeFew)
          : bin(spec, own, where, mayBeFew);
      return spec.missing === "category" ? withMissingValue(coded, where, mayBeFew) : coded;
    },
  };
}

function checkSettings(
  { name, bins, as, missing, values, others }: AttributeSpec,
  key: string,
): void {
  const refuse = (what: string, advice: string) => {
    throw new ConfigError(key, what, { attribute: name, advice });
  };
  if (as === "continuous" && bins === undefined) {
    refuse("a continuous attribute has no bins", "Give bins: cells and groups are made of them.");
  }
  if (as === "continuous" && missing === "category") {
    refuse("a missing number is no category", "Say missing: mask or drop, or as: classes.");
  }
  if (others !== undefined && values === undefined) {
    refuse("others without values", "Say which values are listed, by values.");
  }
  if (others !== undefined && bins !== undefined) {
    refuse("others with bins", "Every number is in a bin; leave others out.");
  }
}

/** New names by canonical value. @throws ConfigError where one value has two. */
function renames({ values = {} }: AttributeSpec, key: string): Map<string, string> {
  const names = new Map<string, string>();
  for (const [value, name] of Object.entries(values)) {
    const canonical = canonicalValue(value);
    const before = names.get(canonical);
    if (before !== undefined && before !== name.trim()) {
      throw new ConfigError(`${key}.values`, "two names for one value", {
        got: [before, name],
        value: canonical,
      });
    }
    names.set(canonical, name.trim());
  }
  return names;
}

function namedValues(
  spec: AttributeSpec,
  cells: readonly string[],
  rows: Int32Array,
  table: StringTable,
  key: string,
): string[] {
  const others = { category: otherValue, drop: unlisted, error: undefined };
  return nameValues(
    cells,
    rows,
    {
      what: `attribute ${spec.name}`,
      names: renames(spec, key),
      list: spec.values === undefined ? null : `${key}.values`,
      levels:
        spec.column === undefined || spec.pattern !== undefined ? null : table.levels(spec.column),
      others: others[spec.others ?? "error"],
      advice: "Add it to values, or say others: drop or category.",
    },
    table,
  );
}

function numberTexts(
  spec: AttributeSpec,
  cells: readonly string[],
  rows: Int32Array,
  table: StringTable,
  key: string,
): string[] {
  const names = renames(spec, key);
  const found = new Array<string>(cells.length).fill("");
  for (const row of rows) {
    const cell = at(cells, row);
    const text = names.get(canonicalValue(cell)) ?? cell;
    if (text === "") continue;
    const number = readNumber(text) ?? (spec.tag === undefined ? null : readAge(text));
    if (number === null) {
      throw new DataError(table.place(row), `attribute ${spec.name} is not a number`, {
        got: cell,
        advice: 'Leave the cell empty where the value is missing, or map it to "" by values.',
      });
    }
    found[row] = String(number);
  }
  return found;
}

function code(
  name: string,
  values: readonly string[],
  where: string,
  mayBeFew: boolean,
): CohortAttribute {
  const coder = createColumnCoder(name, where, mayBeFew);
  for (const value of values) coder.add(value);
  return coder.finish();
}

function bin(
  spec: AttributeSpec,
  values: readonly string[],
  where: string,
  mayBeFew: boolean,
): CohortAttribute {
  const binner = createColumnBinner(spec.name, spec.bins ?? [], where, mayBeFew);
  for (const [row, value] of values.entries()) binner.add(value, row);
  const { numbers, ...classes } = binner.finish();
  return spec.as === "continuous" ? { ...classes, numbers } : classes;
}

/** Missing as the last value of its own, where any row is missing. */
function withMissingValue(
  attribute: CohortAttribute,
  where: string,
  mayBeFew: boolean,
): CohortAttribute {
  const { valueNames, codes } = attribute;
  const rows = codes.filter((found) => found < 0).length;
  if (rows === 0) return attribute;
  if ((rows === 1 && !mayBeFew) || valueNames.includes(missingValue)) {
    throw new DataError(where, "missing cannot be a value of its own", {
      got: valueNames.includes(missingValue) ? `a value called ${missingValue}` : "one row",
      advice: "Say missing: mask or drop.",
    });
  }
  return {
    ...attribute,
    valueNames: [...valueNames, missingValue],
    codes: codes.map((found) => (found < 0 ? valueNames.length : found)),
  };
}
