import { DataError } from "../base/errors.js";
import { at } from "../base/ndarray.js";
import type { Rng } from "../base/rng.js";
import type { Undefined } from "../evaluation/metric.js";
import { balancedHalves, balancedRows } from "./balanced-rows.js";
import { mostProbedRows } from "./choose-rows.js";
import { encodedVerdicts, type EncodedVerdict } from "./encoded-verdict.js";
import { pickFeatures } from "./pick-features.js";
import type { ClassTarget, FeatureTable } from "./probe.js";
import { probeMatrices } from "./probe-matrices.js";
import type { ProbedSet, ProbeMatrix } from "./probing-results.js";

/** Features of rows that their network was not trained on, and what is known of the rows. */
export interface FeaturesToRead {
  /** [n, width], finite. */
  readonly features: FeatureTable;
  /** [n] */
  readonly subjects: readonly string[];
  /** Part and label have this name. */
  readonly label: ClassTarget;
  /** What attributes are not associated with in the rows that are taken; default the label, of which it may be finer parts. */
  readonly given?: ClassTarget;
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
 * (or with `given`; {@link balancedRows}), two halves by subject, and the label and the attribute read by kNN and a linear probe, fitted on
 * one half and scored on the other. The verdicts are {@link encodedVerdicts}, Holm over all attributes. What the features hold of
 * the label cannot make an attribute readable; what they hold of another attribute can.
 *
 * Values with fewer than 20 subjects whose label is known are left out; labels that lack one of the others too. Undefined
 * where fewer than two values are left, or no label has them all. Same rng, same result.
 * @param most rows that are probed; more are thinned out.
 * @throws DataError where columns and features differ in length.
 */
export function readAttributes(
  { features, subjects, label, given = label, attributes }: FeaturesToRead,
  rng: Rng,
  most: number = mostProbedRows,
): AttributeReadings {
  for (const { name, values } of [label, given, ...attributes]) {
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
      readOne({ features, subjects, label, given }, attribute, rng.child(attribute.name), most),
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
  { features, subjects, label, given }: Required<Omit<FeaturesToRead, "attributes">>,
  attribute: ClassTarget,
  rng: Rng,
  most: number,
): AttributeReading | Undefined {
  const chosen = balancedRows(given, attribute, subjects, rng, most);
  if ("reason" in chosen) return chosen;
  const { rows, subjects: own } = chosen;
  const read = given === label ? chosen.label : labelOfRows(label, rows);
  const targets = [read, chosen.attribute];
  const part = { name: label.name, features: pickFeatures(features, rows) };
  return {
    set: { n: rows.length, subjects: new Set(own).size },
    targets: targets.map(({ name, valueNames }) => ({ name, values: valueNames })),
    // One label cannot be read, for there is nothing to tell apart.
    ...probeMatrices([part], read.valueNames.length < 2 ? targets.slice(1) : targets, {
      subjects: own,
      halves: balancedHalves(chosen, rng),
    }),
  };
}

/** The label of some rows: the values that have rows. */
function labelOfRows({ valueNames, values, ...label }: ClassTarget, rows: Int32Array): ClassTarget {
  const own = rows.map((row) => at(values, row));
  const present = [...new Set(own)].sort((left, right) => left - right);
  return {
    ...label,
    valueNames: present.map((value) => at(valueNames, value)),
    values: own.map((value) => present.indexOf(value)),
  };
}
