import { at } from "../../base/ndarray.js";
import { hideSmallCells, type CountDisplay } from "../../base/small-counts.js";
import type { Cohort } from "../cohort/cohort.js";
import { groupOf, type Factor } from "../dataset.js";
import { partNames, type PartName } from "../part-name.js";
import { countOfGroups, readableGroups, valuesOfGroup } from "../sampling/groups.js";

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

export const missing = "(missing)";

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
