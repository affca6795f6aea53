import { at } from "../../base/ndarray.js";
import { pick } from "../../evaluation/attribute-results.js";
import type { FittingRows } from "../../evaluation/audit/audit-input.js";
import type { PredictedRows } from "../../evaluation/predictions.js";
import { pickRows } from "../../base/pick-rows.js";

/** Rows that scores may be recalibrated on. */
export interface FittingSplit {
  readonly split: string;
  /** [m], of the file. */
  readonly rows: Int32Array;
}

/**
 * The split that scores are recalibrated on: the one of the threshold, else `validation`; never the audited one, and none of its subjects. Null
 * where the file has no such split.
 * @param thresholdSplit the one that was asked for.
 */
export function fittingSplit(
  { split, subject }: Pick<PredictedRows, "split" | "subject">,
  audited: string,
  thresholdSplit: string | undefined,
): FittingSplit | null {
  const names = new Set(split);
  const chosen = [thresholdSplit, "validation"].find(
    (name) => name !== undefined && name !== audited && names.has(name),
  );
  if (chosen === undefined) return null;
  const seen = new Set<string>();
  for (const [row, name] of split.entries()) if (name === audited) seen.add(at(subject, row));
  const rows = Int32Array.from(split.keys()).filter(
    (row) => split[row] === chosen && !seen.has(at(subject, row)),
  );
  return { split: chosen, rows };
}

/** The rows of a target of K classes whose answer is known; labels [n] -1 unknown, probabilities [n, K] of the whole file. */
export function fittingRows(
  { split, rows }: FittingSplit,
  labels: ArrayLike<number>,
  probabilities: Float64Array,
  classCount: number,
): FittingRows {
  const known = rows.filter((row) => at(labels, row) >= 0);
  return {
    split,
    labels: pick(labels, known),
    probabilities: pickRows(probabilities, classCount, known),
  };
}
