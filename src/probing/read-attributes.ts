import { DataError } from "../base/errors.js";
import { at } from "../base/ndarray.js";
import type { Rng } from "../base/rng.js";
import { undefinedMetric, type Undefined } from "../evaluation/metric.js";
import { balanceWithinLabels, mostProbedRows } from "./choose-rows.js";
import { encodedVerdicts, type EncodedVerdict } from "./encoded-verdict.js";
import { halveBySubject } from "./halves.js";
import { pickFeatures } from "./pick-features.js";
import type { ClassTarget, FeatureTable } from "./probe.js";
import { probeMatrices } from "./probe-matrices.js";
import type { ProbedSet, ProbeMatrix } from "./probing-results.js";

/** Values of an attribute with fewer subjects are not probed: they would leave few rows of the others. */
export const fewestSubjects = 20;

/** Features of rows that their network was not trained on, and what is known of the rows. */
export interface FeaturesToRead {
  /** [n, width], finite. */
  readonly features: FeatureTable;
  /** [n] */
  readonly subjects: readonly string[];
  /** Part and label have this name. */
  readonly label: ClassTarget;
  readonly attributes: readonly ClassTarget[];
}

/** What the probes say of one attribute, on rows of its own. */
export interface AttributeReading {
  readonly set: Pick<ProbedSet, "n" | "subjects">;
  /** Label and attribute. */
  readonly targets: readonly { readonly name: string; readonly values: readonly string[] }[];
  readonly knn: ProbeMatrix;
  readonly linear: ProbeMatrix;
}

/** Readings by attribute, or why there is none, and the verdicts that they have together. */
export interface AttributeReadings {
  readonly readings: ReadonlyMap<string, AttributeReading | Undefined>;
  readonly encoded: readonly EncodedVerdict[];
}

/**
 * Can attributes be read off features? For each attribute alone: rows in which it is not associated with the label
 * ({@link balanceWithinLabels}), two halves by subject, and the label and the attribute read by kNN and a linear probe, fitted on
 * one half and scored on the other. The verdicts are {@link encodedVerdicts}, Holm over all attributes. What the features hold of
 * the label cannot make an attribute readable; what they hold of another attribute can.
 *
 * Values with fewer than 20 subjects whose label is known are left out; labels that lack one of the others too. Undefined
 * where fewer than two values are left, or no label has them all. Same rng, same result.
 * @param most rows that are probed; more are thinned out.
 * @throws DataError where columns and features differ in length.
 */
export function readAttributes(
  { features, subjects, label, attributes }: FeaturesToRead,
  rng: Rng,
  most: number = mostProbedRows,
): AttributeReadings {
  for (const { name, values } of [label, ...attributes]) {
    if (features.rows === subjects.length && values.length === subjects.length) continue;
    throw new DataError("probing", `rows of ${name}`, {
      features: features.rows,
      subjects: subjects.length,
      got: values.length,
    });
  }
  const readings = new Map(
    attributes.map((attribute) => [
      attribute.name,
      readOne({ features, subjects, label }, attribute, rng.child(attribute.name), most),
    ]),
  );
  const known = [...readings.values()].flatMap((one) => ("reason" in one ? [] : [one]));
  return {
    readings,
    encoded: encodedVerdicts(
      known.flatMap(({ knn }) => knn.cells),
      known.flatMap(({ linear }) => linear.cells),
    ),
  };
}

function readOne(
  { features, subjects, label }: Omit<FeaturesToRead, "attributes">,
  attribute: ClassTarget,
  rng: Rng,
  most: number,
): AttributeReading | Undefined {
  const kept = keptValues(attribute, label, subjects);
  if (kept.length < 2) {
    return undefinedMetric(`fewer than two values have ${fewestSubjects} subjects`);
  }
  const values = Int32Array.from(attribute.values, (value) => kept.indexOf(value));
  const labels = Int32Array.from(label.values);
  const sizes = [label.valueNames.length, kept.length] as const;
  const rows = balanceWithinLabels(labels, values, sizes, rng.child("rows"), most);
  if (rows.length === 0) return undefinedMetric("every label lacks a value: no rows to balance");
  const take = (column: Int32Array) => rows.map((row) => at(column, row));
  const presentLabels = [...new Set(take(labels))].sort((left, right) => left - right);
  const targets: ClassTarget[] = [
    {
      ...label,
      valueNames: presentLabels.map((one) => at(label.valueNames, one)),
      values: take(labels).map((one) => presentLabels.indexOf(one)),
    },
    {
      ...attribute,
      valueNames: kept.map((value) => at(attribute.valueNames, value)),
      values: take(values),
    },
  ];
  const own = Array.from(rows, (row) => at(subjects, row));
  const cells = rows.map((row) => at(labels, row) * kept.length + at(values, row));
  const halves = halveBySubject(own, cells, rng.child("halves"));
  const part = { name: label.name, features: pickFeatures(features, rows) };
  return {
    set: { n: rows.length, subjects: new Set(own).size },
    targets: targets.map(({ name, valueNames }) => ({ name, values: valueNames })),
    // One label cannot be read, for there is nothing to tell apart.
    ...probeMatrices([part], presentLabels.length < 2 ? targets.slice(1) : targets, {
      subjects: own,
      halves,
    }),
  };
}

/** Values with enough subjects, ascending. */
function keptValues(
  { values, valueNames }: ClassTarget,
  label: ClassTarget,
  subjects: readonly string[],
): number[] {
  const subjectsOf = valueNames.map(() => new Set<string>());
  for (const [row, subject] of subjects.entries()) {
    if (at(label.values, row) >= 0) subjectsOf[at(values, row)]?.add(subject);
  }
  return [...subjectsOf.keys()].filter((value) => at(subjectsOf, value).size >= fewestSubjects);
}
