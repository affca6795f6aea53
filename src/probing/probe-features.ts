import { DataError } from "../base/errors.js";
import { at } from "../base/ndarray.js";
import type { Rng } from "../base/rng.js";
import { argmaxRows } from "../evaluation/class-scores.js";
import type { Column } from "../evaluation/columns.js";
import { undefinedMetric, type Metric } from "../evaluation/metric.js";
import { balancedScore } from "./balanced-score.js";
import { collapseOf } from "./collapse.js";
import { encodedVerdicts } from "./encoded-verdict.js";
import { mapFeatures } from "./feature-map.js";
import { freshCriticDefaults } from "./fresh-critic.js";
import { halveBySubject } from "./halves.js";
import { knnNeighbours } from "./knn-probe.js";
import { labelInformation } from "./label-information.js";
import { miConvergence, type CriticEngine, type NamedPart } from "./mi-convergence.js";
import type { ClassTarget, FeatureTable, ProbedRows, ProbeScore } from "./probe.js";
import { probeMatrices } from "./probe-matrices.js";
import type { MapsResult, Probing } from "./probing-results.js";

/** Rows on a map: enough to see shapes, few enough for a page. */
const mapRows = 800;

/** A part of the features, the slice of its target's head. */
export interface ProbedPart {
  /** Name of the target. */
  readonly name: string;
  /** [rows, width] */
  readonly features: FeatureTable;
  /** Logits of the part's own head, [rows, classes]; null where that predicts a number. */
  readonly logits: Column | null;
}

/** The rows to probe, label and attributes not associated. */
export interface RowsToProbe {
  readonly set: string;
  readonly resampled: boolean;
  /** [rows] */
  readonly subjects: readonly string[];
  /** [rows]: cell (label x attributes) of each row. */
  readonly cells: Int32Array;
  readonly parts: readonly ProbedPart[];
  /** The label first. */
  readonly targets: readonly ClassTarget[];
  /** MI of two targets as training shows them, by name. */
  trainingFloor(left: string, right: string): Metric;
}

/**
 * Look into the features of one model: matrices part × target of a kNN and a linear probe, diagonal dominance,
 * verdicts, collapse, fresh critics for each pair of parts, maps. Same rng, same results.
 *
 * The tier of this evidence is *encoded*: what can be read off the features. Whether the model uses it, no
 * probe can tell.
 */
export async function probeFeatures(
  probed: RowsToProbe,
  engine: CriticEngine,
  rng: Rng,
): Promise<Probing> {
  const { subjects, parts, targets } = probed;
  for (const { name, features } of parts) {
    if (features.rows === subjects.length) continue;
    throw new DataError("probing", `rows of part ${name}`, {
      expected: subjects.length,
      got: features.rows,
    });
  }
  const halves = halveBySubject(subjects, probed.cells, rng.child("halves"));
  const rows: ProbedRows = { subjects, halves };
  const { knn, linear } = probeMatrices(parts, targets, rows);
  const pairs = await miConvergence(parts, rows, engine, rng.child("critic"));
  const valuesOf = (name: string): Column => targets.find((target) => target.name === name)?.values ?? []; // prettier-ignore
  return {
    set: {
      name: probed.set,
      n: subjects.length,
      subjects: new Set(subjects).size,
      resampled: probed.resampled,
    },
    targets: targets.map(({ name, valueNames }) => ({ name, values: valueNames })),
    parts: parts.map((part) => ({
      name: part.name,
      dimensions: part.features.width,
      own_head: ownHead(part, targets, rows),
      ...collapseOf(part.features),
    })),
    knn: { neighbours: knnNeighbours, ...knn },
    linear,
    encoded: encodedVerdicts(knn.cells, linear.cells),
    information: {
      critic: freshCriticDefaults,
      pairs: pairs.map((pair) => ({
        ...pair,
        floor: labelInformation(valuesOf(pair.left), valuesOf(pair.right)),
        training_floor: probed.trainingFloor(pair.left, pair.right),
      })),
    },
    maps: mapsOf(parts, targets, subjects.length, rng.child("map")),
  };
}

/** Balanced accuracy of the model's own head, by the same halves and with the same interval as the probes. */
function ownHead(
  { name, logits }: ProbedPart,
  targets: readonly ClassTarget[],
  { subjects, halves }: ProbedRows,
): ProbeScore {
  const target = targets.find((candidate) => candidate.name === name);
  if (target === undefined) return undefinedMetric("the part has no target");
  if (logits === null) return undefinedMetric("its head predicts a number, not a class");
  const { values, valueNames } = target;
  const predictions = argmaxRows(logits, valueNames.length);
  const known = subjects.flatMap((_, row) => (at(values, row) >= 0 ? [row] : []));
  return balancedScore(
    {
      labels: Int32Array.from(known, (row) => at(values, row)),
      predictions: Int32Array.from(known, (row) => at(predictions, row)),
      valueNames,
      crossFitted: false,
    },
    {
      subjects: known.map((row) => at(subjects, row)),
      halves: Uint8Array.from(known, (row) => at(halves, row)),
    },
  );
}

function mapsOf(
  parts: readonly NamedPart[],
  targets: readonly ClassTarget[],
  count: number,
  rng: Rng,
): MapsResult {
  const rows = rng.child("rows").permutation(count).slice(0, mapRows);
  return {
    targets: Object.fromEntries(
      targets.map(({ name, values }) => [name, Array.from(rows, (row) => at(values, row))]),
    ),
    parts: Object.fromEntries(
      parts.map(({ name, features }) => [name, mapFeatures(features, rows, rng.child(name))]),
    ),
  };
}
