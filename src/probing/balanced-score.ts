import { at } from "../base/ndarray.js";
import { wilsonInterval } from "../evaluation/intervals/wilson.js";
import { undefinedMetric } from "../evaluation/metric.js";
import type { ProbedRows, ProbeScore } from "./probe.js";

/** Answers to judge: [n] each. */
export interface Answers {
  /** In 0..classes − 1. */
  readonly labels: Int32Array;
  readonly predictions: Int32Array;
  readonly valueNames: readonly string[];
  /** True where the answers in one half come from a probe that was fitted on the other. */
  readonly crossFitted: boolean;
}

/**
 * Balanced accuracy, averaged over the two halves: b = 1/(2K) Σ_half Σ_class recall. One answer for all rows
 * of a half has 1/K exactly. Undefined where a half lacks rows of a class.
 *
 * 95 % interval: Wilson's with an effective number of rows, min(b(1 − b)/v, (2K)² / Σ 1/rows), over halves and
 * classes. v is the linearised variance by subject: Σ_subjects (Σ_rows (hit − recall) / (2K · rows))². The
 * second term is the number that independent rows of equal recall have, so the interval never has width 0
 * and is never narrower than theirs.
 *
 * Where answers are cross-fitted the number is halved: a chance association in the rows at hand that both halves
 * share helps both probes, so that the two scores may be fully correlated, and their mean is then as uncertain
 * as one of them. Without this, features that hold nothing are called encoded in up to 15 of 100 simulated
 * runs instead of at most 5.
 * @source linearisation: Binder 1983; Wilson 1927.
 */
export function balancedScore(
  { labels, predictions, valueNames, crossFitted }: Answers,
  { subjects, halves }: ProbedRows,
): ProbeScore {
  const classes = valueNames.length;
  const cells = 2 * classes;
  const counts = new Float64Array(cells);
  const hits = new Float64Array(cells);
  const cellOf = (row: number): number => at(halves, row) * classes + at(labels, row);
  for (let row = 0; row < labels.length; row++) {
    const cell = cellOf(row);
    counts[cell] = at(counts, cell) + 1;
    if (at(labels, row) === at(predictions, row)) hits[cell] = at(hits, cell) + 1;
  }
  const empty = counts.indexOf(0);
  if (empty >= 0)
    return undefinedMetric(`a half has no rows of ${at(valueNames, empty % classes)}`);
  const recalls = hits.map((hit, cell) => hit / at(counts, cell));
  const value = recalls.reduce((sum, recall) => sum + recall / cells, 0);
  const influence = new Map<string, number>();
  for (let row = 0; row < labels.length; row++) {
    const cell = cellOf(row);
    const hit = at(labels, row) === at(predictions, row) ? 1 : 0;
    const own = (hit - at(recalls, cell)) / (cells * at(counts, cell));
    const subject = at(subjects, row);
    influence.set(subject, (influence.get(subject) ?? 0) + own);
  }
  const variance = [...influence.values()].reduce((sum, own) => sum + own * own, 0);
  const independent = cells ** 2 / counts.reduce((sum, count) => sum + 1 / count, 0);
  const effective = variance > 0 ? (value * (1 - value)) / variance : independent;
  const rows = Math.min(independent, Math.max(effective, 1)) / (crossFitted ? 2 : 1);
  const { low, high } = wilsonInterval(Math.min(1, value), rows);
  return { value, low, high, effective_n: rows };
}
