import { existsSync } from "node:fs";
import { join } from "node:path";
import { at } from "../../base/ndarray.js";
import { readFeatures } from "../../data/datasets/embeddings/features.js";
import { defaultIdColumn } from "../../data/datasets/embeddings/table.js";
import type { AuditSettings } from "../../evaluation/audit/audit-input.js";
import type { TierFinding } from "../../evaluation/audit/audit-results.js";
import { notExamined } from "../../evaluation/audit/decide-verdict.js";
import type { FeatureTable } from "../../probing/probe.js";
import type { ProbingResults } from "../../probing/probing-results.js";
import { readRunJson } from "../open-run.js";
import { runFolderNames } from "../run-folder.js";
import { auditInputOf, type AnyPredictions } from "./audit-input-of.js";
import { encodedFinding } from "./encoded-finding.js";
import { dependenceOfAttributes, examineEncoding } from "./examine-encoding.js";

/** A run, as far as its features are asked. */
export interface EncodedRun {
  readonly folder: string;
  readonly predictions: AnyPredictions;
  /** Parts of its features; the label is read from the first. */
  readonly parts: number;
  /** Of several answers: width of each part but the first, which has what is left. Else all are of equal width. */
  readonly attributeWidth: number;
  /** Name of the label. */
  readonly label: string;
  readonly attributes: readonly string[];
  /** Subjects of the audit. */
  readonly subjects: number;
  /** Rows to take where the run has no probes, which chose theirs. */
  readonly split: string;
  readonly settings: AuditSettings;
}

/**
 * The tier *encoded* of a run: its probes (`probing.json`) and, on the set that they took, measures of dependence between the part of the features that
 * the label is read from (`embeddings.npz`) and each attribute. A run without probes is probed now, on the audited split, as features of others are; so is
 * one of several answers of yes or no, given their whole pattern, and its finding is that of each answer. Not examined where the run has no features.
 * @throws DataError, FormatError where `embeddings.npz` does not match `predictions.csv`.
 */
export async function runEncoding(run: EncodedRun): Promise<(attribute: string) => TierFinding> {
  const { folder, predictions, attributes, settings, label } = run;
  const hasProbes =
    predictions.kind !== "labels" && existsSync(join(folder, runFolderNames.probing));
  const probing = hasProbes ? readRunJson<ProbingResults>(folder, runFolderNames.probing) : null;
  const path = join(folder, runFolderNames.embeddings);
  if (!existsSync(path)) {
    if (probing === null) return () => notExamined("the run has neither probes nor features");
    return (attribute) => encodedFinding(probing, attribute, { subjects: run.subjects });
  }
  const split = probing === null || "reason" in probing ? run.split : probing.set.name;
  const { input, rows } = auditInputOf(predictions, folder, { split, attributes });
  const features = await labelFeatures(run, rows);
  const named = { ...input, settings, label };
  if (probing === null) return examineEncoding(features, named, `the features of ${label}`);
  const dependenceOf = dependenceOfAttributes(features, named);
  return (attribute) => {
    const dependence = dependenceOf(attribute);
    const measured = dependence === undefined ? {} : { dependence };
    return encodedFinding(probing, attribute, { subjects: run.subjects, ...measured });
  };
}

/** The part of the features that the label is read from. @throws DataError, FormatError as {@link runEncoding}. */
async function labelFeatures(
  { folder, predictions, parts, attributeWidth }: EncodedRun,
  rows: Int32Array,
): Promise<FeatureTable> {
  const all = await partsOfFeatures(folder, predictions, rows);
  const isSeveral = predictions.kind === "labels";
  const width = isSeveral ? all.width - (parts - 1) * attributeWidth : all.width / parts;
  return {
    rows: all.rows,
    width,
    values: Float32Array.from({ length: all.rows * width }, (_, entry) =>
      at(all.values, Math.floor(entry / width) * all.width + (entry % width)),
    ),
  };
}

/** The features of some rows of a run, all parts. @throws DataError, FormatError as {@link runEncoding}. */
export async function partsOfFeatures(
  folder: string,
  { table }: AnyPredictions,
  rows: Int32Array,
): Promise<FeatureTable> {
  const path = join(folder, runFolderNames.embeddings);
  const source = { table: join(folder, runFolderNames.predictions), rows: table.id.length };
  const { width, values } = await readFeatures(path, source, defaultIdColumn);
  const kept = new Float32Array(rows.length * width);
  for (const [place, row] of rows.entries()) {
    for (let feature = 0; feature < width; feature++) {
      kept[place * width + feature] = at(values, row * width + feature);
    }
  }
  return { rows: rows.length, width, values: kept };
}
