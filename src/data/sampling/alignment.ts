import { ConfigError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import type { AttributeFactor, Factor, LabelFactor } from "../dataset.js";
import { requireName } from "../../base/require-name.js";

/** π of each attribute as the user writes it: attribute name → label value name → attribute value name. */
export type AlignSpec = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** π of one attribute and where it came from. */
export interface Alignment {
  /** Aligned value of each label value, [K]. */
  readonly aligned: readonly number[];
  readonly origin: "given" | "association" | "identity";
}

/**
 * π of one attribute, by the first of these that applies:
 * 1. `given`: the entry of `align`, which must name every label value;
 * 2. `association`: for a read attribute, {@link associatedValues} of the training part;
 * 3. `identity`: π(y) = min(y, M − 1). Always so for planted attributes, which have no association yet. Of a label that
 *    is a number, whose values are its K bins in order, π(y) = floor(y · M / K): low bins with low values.
 *
 * A factor drawn at random, such as Morpho-MNIST's thickness, has no association and gets the identity.
 * @param given the attribute's entry of `align`, or undefined.
 * @param observed complete training rows, label and attribute values ≥ 0; null for a planted attribute.
 * @throws ConfigError for unknown or missing value names, or one value for all labels (no association).
 */
export function alignAttribute(
  label: LabelFactor,
  attribute: AttributeFactor,
  given: Readonly<Record<string, string>> | undefined,
  observed: { readonly label: Int32Array; readonly values: Int32Array } | null,
): Alignment {
  if (given !== undefined) {
    return { aligned: parseAlignment(label, attribute, given), origin: "given" };
  }
  const [labelSize, size] = [label.valueNames.length, attribute.valueNames.length];
  const isNumber = label.continuous === true;
  // Neighbouring bins of a number may go with one value; classes each have their own.
  const distinct = isNumber ? 2 : labelSize;
  const associated =
    observed === null
      ? null
      : associatedValues(observed.label, observed.values, labelSize, size, distinct);
  if (associated !== null) return { aligned: associated, origin: "association" };
  return {
    aligned: label.valueNames.map((_, value) =>
      isNumber ? Math.floor((value * size) / labelSize) : Math.min(value, size - 1),
    ),
    origin: "identity",
  };
}

function parseAlignment(
  label: Factor,
  attribute: AttributeFactor,
  given: Readonly<Record<string, string>>,
): number[] {
  const where = `data.plan.align.${attribute.name}`;
  for (const name of Object.keys(given)) requireName(where, "unknown name", name, label.valueNames);
  const aligned = label.valueNames.map((name) => {
    const value = given[name];
    if (value === undefined) {
      throw new ConfigError(where, "a label value has no aligned value", { got: name });
    }
    requireName(`${where}.${name}`, "unknown name", value, attribute.valueNames);
    return attribute.valueNames.indexOf(value);
  });
  if (new Set(aligned).size === 1) {
    throw new ConfigError(where, "all label values are aligned with one value", {
      got: at(attribute.valueNames, at(aligned, 0)),
      advice: "Then the attribute says nothing about the label; align two values at least.",
    });
  }
  return aligned;
}

/**
 * z above which an association counts: chance exceeds it in about one of a thousand tables, and an
 * alignment found by chance would differ between split seeds.
 */
const criticalZ = 3.09;

/**
 * The value most associated with each label value, [K], or null where that is not clear.
 *
 * The most associated value of y is argmax over a of P(a | y) − P(a). It is clear when Pearson's χ² of
 * the label × attribute table is significant, z > 3.09 with the Wilson–Hilferty approximation
 * z = ((χ²/df)^⅓ − 1 + 2/(9 df)) / √(2/(9 df)), df = (K′ − 1)(M′ − 1) over values that occur, and the
 * argmax has no tie and `distinct` different values (K by default: it differs for each label value, so K ≤ M).
 *
 * @param label [n] in 0..K-1. @param values [n] in 0..M-1.
 * @source Wilson & Hilferty 1931, "The distribution of chi-square".
 */
export function associatedValues(
  label: Int32Array,
  values: Int32Array,
  labelSize: number,
  size: number,
  distinct = labelSize,
): readonly number[] | null {
  const counts = Array.from({ length: labelSize }, () => new Array<number>(size).fill(0));
  for (const [row, value] of values.entries()) {
    const cells = at(counts, at(label, row));
    cells[value] = at(cells, value) + 1;
  }
  if (!(associationZ(counts) > criticalZ)) return null;
  const total = label.length;
  const columnSums = sumColumns(counts);
  const aligned = counts.map((cells) => {
    const rowSum = cells.reduce((sum, count) => sum + count, 0);
    const gains = cells.map((count, value) => count / rowSum - at(columnSums, value) / total);
    const best = Math.max(...gains);
    const winners = [...gains.keys()].filter((value) => best - at(gains, value) < 1e-12);
    return winners.length === 1 ? at(winners, 0) : -1;
  });
  return aligned.includes(-1) || new Set(aligned).size < distinct ? null : aligned;
}

/**
 * Wilson–Hilferty z of Pearson's χ² of a contingency table; about standard normal where the factors are
 * independent; near its threshold right to 0.2, far out in the tail too small. Rows and columns without counts are ignored; -∞ where fewer than two of either are left.
 */
export function associationZ(counts: readonly (readonly number[])[]): number {
  const columnSums = sumColumns(counts);
  const rowSums = counts.map((cells) => cells.reduce((sum, count) => sum + count, 0));
  const total = rowSums.reduce((sum, count) => sum + count, 0);
  const occur = (sums: readonly number[]) => sums.filter((sum) => sum > 0).length;
  const freedom = (occur(rowSums) - 1) * (occur(columnSums) - 1);
  if (freedom <= 0) return -Infinity;
  let chiSquare = 0;
  for (const [row, cells] of counts.entries()) {
    for (const [column, count] of cells.entries()) {
      const expected = (at(rowSums, row) * at(columnSums, column)) / total;
      if (expected > 0) chiSquare += (count - expected) ** 2 / expected;
    }
  }
  const spread = 2 / (9 * freedom);
  return (Math.cbrt(chiSquare / freedom) - 1 + spread) / Math.sqrt(spread);
}

function sumColumns(counts: readonly (readonly number[])[]): number[] {
  return at(counts, 0).map((_, column) =>
    counts.reduce((sum, cells) => sum + at(cells, column), 0),
  );
}
