import { ConfigError, didYouMean } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import type { SeenImages } from "../../data/check/look-at-images.js";
import { cohortColumns, type CohortColumn } from "../../data/cohort/cohort-columns.js";
import type { CohortTarget } from "../../data/cohort/cohort.js";
import type { CohortSpec } from "../../data/cohort/spec.js";
import type { CohortImages } from "../../data/datasets/cohort.js";
import { properties, propertyNames, type Property } from "../../data/properties/registry.js";
import type { ScanColumn, ScanTarget } from "../../evaluation/scan/scan-column.js";

/**
 * Everything that is known of the rows that have an image: attributes, columns of the tables, then the properties of their files.
 * Those named in `without` are left out; a property that no file has is too.
 * @throws ConfigError for a name in `without` that is no column.
 */
export function inputColumns(
  spec: CohortSpec,
  { cohort, table }: Pick<CohortImages, "cohort" | "table">,
  seen: Pick<SeenImages, "rows" | "properties">,
  without: readonly string[],
): ScanColumn[] {
  const known = cohortColumns(spec, cohort, table).map((column) => pick(column, seen.rows));
  const measured = propertyNames.flatMap((name) => measuredColumn(name, seen.properties));
  const taken = new Set(measured.map(({ name }) => name));
  // A column called as a property keeps its name, and the property is told apart.
  const all = [
    ...known.map((column) =>
      taken.has(column.name) ? { ...column, name: `${column.name} (table)` } : column,
    ),
    ...measured,
  ];
  requireColumns(
    without,
    all.map(({ name }) => name),
  );
  return all.filter(({ name }) => !without.includes(name));
}

function pick(column: CohortColumn, rows: readonly number[]): ScanColumn {
  const { name, source } = column;
  const named = { name, title: name, source };
  if (column.kind === "numbers") {
    const numbers = Float64Array.from(rows, (row) => at(column.numbers, row));
    return { ...named, kind: "numbers", numbers, unit: "" };
  }
  const codes = Int32Array.from(rows, (row) => at(column.codes, row));
  return { ...named, kind: "values", codes, valueNames: column.valueNames };
}

function measuredColumn(
  name: (typeof propertyNames)[number],
  measured: SeenImages["properties"],
): ScanColumn[] {
  const property: Property = properties[name];
  const numbers = measured[name];
  if (numbers.every(Number.isNaN)) return [];
  const named = { name, title: property.title, source: property.of };
  if (property.of === "file" && property.valueNames !== undefined) {
    const codes = Int32Array.from(numbers, (value) => (Number.isNaN(value) ? -1 : value));
    return [{ ...named, kind: "values", codes, valueNames: property.valueNames }];
  }
  const follows =
    property.of === "file" && property.follows === true ? ({ follows: true } as const) : {};
  return [{ ...named, ...follows, kind: "numbers", numbers, unit: property.unit }];
}

function requireColumns(without: readonly string[], names: readonly string[]): void {
  const unknown = without.find((name) => !names.includes(name));
  if (unknown === undefined) return;
  throw new ConfigError("--without", "no such column", {
    expected: names.slice(0, 40).join(", "),
    got: unknown,
    ...didYouMean(unknown, names),
  });
}

/** What the rows answer. */
export function inputTargets(target: CohortTarget, rows: readonly number[]): ScanTarget[] {
  switch (target.kind) {
    case "classes":
      return [
        {
          ...{ kind: "classes", name: target.factor.name, classNames: target.factor.valueNames },
          codes: Int32Array.from(rows, (row) => at(target.codes, row)),
        },
      ];
    case "number":
      return [
        {
          ...{ kind: "number", name: target.factor.name },
          numbers: Float64Array.from(rows, (row) => at(target.numbers, row)),
        },
      ];
    case "labels":
      return target.codes.map((codes, label) => ({
        ...{ kind: "classes", name: at(target.names, label), classNames: ["no", "yes"] },
        codes: Int32Array.from(rows, (row) => at(codes, row)),
      }));
  }
}
