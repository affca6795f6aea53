import { at } from "../../base/ndarray.js";
import { hideSmallCells, showCount, type CountDisplay } from "../../base/small-counts.js";
import type { Cohort } from "../cohort/cohort.js";
import { groupOf, type Factor } from "../dataset.js";
import { partNames, type PartName } from "../part-name.js";
import { countOfGroups, readableGroups, steadyRows, valuesOfGroup } from "../sampling/groups.js";
import { words, type Finding } from "./finding.js";

/** Rows of a cohort by label and attributes, part by part. */
export interface CellTable {
  readonly label: string;
  readonly attributes: readonly string[];
  readonly cells: readonly PartCell[];
}

export interface PartCell {
  /** Value of the label, then of each attribute; missing ones are `(missing)`. */
  readonly values: readonly string[];
  readonly counts: readonly CellCount[];
}

/** Rows of a part in a cell, and how the number is shown. */
export interface CellCount {
  readonly part: PartName;
  readonly count: number;
  /** Of the labelled rows of the part; 0 without any. */
  readonly share: number;
  readonly display: CountDisplay;
}

const missing = "(missing)";

/**
 * Tables of the labelled rows: one of label (a number: its bins) × all attributes, or where that has more than 32 cells one for each attribute.
 * A missing value has cells where there are rows. Small counts are hidden class by class, as `hideSmallCells`.
 */
export function countCells(
  cohort: Pick<Cohort, "target" | "attributes" | "parts">,
  smallest: number,
): CellTable[] {
  const { target } = cohort;
  if (target.kind === "labels") return [];
  const attributes = cohort.attributes.map((attribute) => withMissing(attribute));
  const label = { ...target.factor, codes: target.codes };
  const size = countOfGroups(sizeOfFactor(label), attributes.map(sizeOfFactor));
  const tables =
    size <= readableGroups || attributes.length < 2
      ? [attributes]
      : attributes.map((attribute) => [attribute]);
  return tables.map((own) => countTable(label, own, cohort.parts, smallest));
}

function sizeOfFactor({ valueNames }: Factor): number {
  return valueNames.length;
}

interface CodedFactor extends Factor {
  readonly codes: Int32Array;
}

function withMissing({ name, valueNames, codes }: CodedFactor): CodedFactor {
  if (!codes.includes(-1)) return { name, valueNames, codes };
  const last = valueNames.length;
  return {
    name,
    valueNames: [...valueNames, missing],
    codes: codes.map((code) => (code < 0 ? last : code)),
  };
}

function countTable(
  label: CodedFactor,
  attributes: readonly CodedFactor[],
  partOf: readonly PartName[],
  smallest: number,
): CellTable {
  const factors = [label, ...attributes];
  const sizes = attributes.map(sizeOfFactor);
  const size = countOfGroups(sizeOfFactor(label), sizes);
  const counts = partNames.map(() => new Int32Array(size));
  for (const [row, part] of partOf.entries()) {
    const values = attributes.map(({ codes }) => at(codes, row));
    const cell = groupOf(at(label.codes, row), values, sizes);
    if (cell < 0) continue;
    const own = at(counts, partNames.indexOf(part));
    own[cell] = (own[cell] ?? 0) + 1;
  }
  const cells = Array.from({ length: size }, (_, cell) =>
    valuesOfGroup(cell, sizes).map((value, index) => at(at(factors, index).valueNames, value)),
  );
  const labels = cells.map(([value = ""]) => value);
  const shown = counts.map(
    (own) => hideSmallCells({ labels, counts: [...own], outside: 0 }, smallest).cells,
  );
  const sums = counts.map((own) => own.reduce((sum, count) => sum + count, 0));
  return {
    label: label.name,
    attributes: attributes.map(({ name }) => name),
    cells: cells.map((values, cell) => ({
      values,
      counts: partNames.map((part, index) => {
        const count = at(at(counts, index), cell);
        const share = count / Math.max(1, at(sums, index));
        return { part, count, share, display: at(at(shown, index), cell) };
      }),
    })),
  };
}

/** Cells without a row in training, and those with so few in a part that their accuracy follows single images. */
export function cellFindings(tables: readonly CellTable[], smallest: number): Finding[] {
  const named = tables.flatMap(({ cells }) =>
    cells
      .filter(({ values }) => !values.includes(missing))
      .flatMap(({ values, counts }) => counts.map((count) => ({ ...count, values }))),
  );
  const empty = named.filter(({ part, count }) => part === "train" && count === 0);
  // Of a hidden count not even that it is below ten.
  const small = named.filter(
    ({ count, display }) => count > 0 && count < steadyRows && display !== "hidden",
  );
  return [
    {
      kind: "empty-cells",
      severity: "warning",
      count: empty.length,
      what: `${words(empty.length, "cell", "cells")} of label and attributes without a training row`,
      items: empty.map(({ values }) => ({ rows: [], detail: values.join(", ") })),
      advice:
        "Nothing in training tells label and attribute apart there: merge values, or say so with the results.",
    },
    {
      kind: "small-cells",
      severity: "note",
      count: small.length,
      what: `${words(small.length, "cell", "cells")} with fewer than ${steadyRows} rows in a part`,
      items: small.map(({ values, part, count, display }) => ({
        rows: [],
        detail: `${values.join(", ")} in ${part}: ${showCount(count, display, smallest)}`,
      })),
      advice: "Their accuracy follows single images: read its interval.",
    },
  ];
}
