import { at } from "../../base/ndarray.js";
import { alignAttribute } from "./alignment.js";
import type { AlignSpec, Alignment } from "./alignment.js";
import { requireName } from "../../base/require-name.js";
import type { RunFactors } from "./run-factors.js";
import type { NamedLaw } from "./target-law.js";

/** Association of one attribute with the label in training, by name: plain JSON. */
export interface AttributeAssociation {
  /** ρ, P(a = π(y) | y). */
  readonly strength: number;
  /** π: label value name to attribute value name. */
  readonly aligned: Readonly<Record<string, string>>;
  readonly origin: Alignment["origin"];
}

/**
 * Training alignment of every attribute of the run, in its order; the law of each is
 * {@link alignAttribute}'s.
 * @param label [n], training labels, -1 missing. @param columns per attribute [n], -1 missing; null for
 * a planted one. A row counts for an attribute where both are known.
 * @throws ConfigError for an entry of `align` that names no attribute of the run, or is not legal.
 */
export function alignAttributes(
  factors: RunFactors,
  align: AlignSpec,
  label: Int32Array,
  columns: readonly (Int32Array | null)[],
): Alignment[] {
  const names = factors.attributes.map((factor) => factor.name);
  for (const name of Object.keys(align))
    requireName("data.plan.align", "unknown name", name, names);
  return factors.attributes.map((factor, index) => {
    const column = columns[index] ?? null;
    const observed = column === null ? null : knownPairs(label, column);
    return alignAttribute(factors.label, factor, align[factor.name], observed);
  });
}

/** Rows where label and value are both known. */
export function knownPairs(
  label: Int32Array,
  column: Int32Array,
): { readonly label: Int32Array; readonly values: Int32Array } {
  const known = (_: number, row: number) => at(label, row) >= 0 && at(column, row) >= 0;
  return { label: label.filter(known), values: column.filter(known) };
}

/** The training law of each attribute, from its alignment and strength. */
export function trainingLaws(
  factors: RunFactors,
  alignments: readonly Alignment[],
  strengths: readonly number[],
): NamedLaw[] {
  return factors.attributes.map((factor, index) => ({
    name: factor.name,
    size: factor.valueNames.length,
    strength: at(strengths, index),
    aligned: at(alignments, index).aligned,
  }));
}

/** Laws and where π came from, by name, for the run's record. */
export function describeAssociations(
  factors: RunFactors,
  alignments: readonly Alignment[],
  laws: readonly NamedLaw[],
): Record<string, AttributeAssociation> {
  const entries = factors.attributes.map((factor, index): [string, AttributeAssociation] => {
    const { strength, aligned } = at(laws, index);
    const names = factors.label.valueNames.map((name, value) => [
      name,
      at(factor.valueNames, at(aligned, value)),
    ]);
    return [
      factor.name,
      {
        strength,
        aligned: Object.fromEntries(names) as Record<string, string>,
        origin: at(alignments, index).origin,
      },
    ];
  });
  return Object.fromEntries(entries);
}
