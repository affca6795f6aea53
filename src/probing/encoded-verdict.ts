import { at } from "../base/ndarray.js";
import { holmCorrection } from "../evaluation/comparison/holm.js";
import { studentCdf } from "../evaluation/intervals/student.js";
import type { MatrixCell } from "./diagonal-dominance.js";

/** Family-wise level of the verdict: the share of runs without any leak that hear "encoded" somewhere. */
export const encodedLevel = 0.05;

/**
 * Whether a part of the features holds a target that is not its own. `encoded`: a probe reads it on balanced
 * held-out rows. `not found`: these probes do not, which is no proof that it is not there.
 */
export interface EncodedVerdict {
  readonly part: string;
  readonly target: string;
  readonly verdict: "encoded" | "not found";
  /** Adjusted for two probes and all verdicts together; `encoded` where at most 0.05. */
  readonly p: number;
}

/**
 * Verdicts for the cells of a foreign target that both matrices have. Null: balanced accuracy is chance.
 * One-sided p of a cell: upper tail of Student's t at (value − chance) / √(chance (1 − chance) / n),
 * n effective rows; twice the smaller p of the two probes (Bonferroni), then Holm over the cells. Cells
 * without a score have no verdict.
 */
export function encodedVerdicts(
  knn: readonly MatrixCell[],
  linear: readonly MatrixCell[],
): EncodedVerdict[] {
  const foreign = knn.flatMap((cell) => {
    if (cell.part === cell.target) return [];
    const other = linear.find(({ part, target }) => part === cell.part && target === cell.target);
    const tails = [cell, other].flatMap((entry) => upperTail(entry) ?? []);
    if (tails.length === 0) return [];
    const p = Math.min(1, tails.length * Math.min(...tails));
    return [{ part: cell.part, target: cell.target, p }];
  });
  const adjusted = holmCorrection(foreign.map(({ p }) => p));
  return foreign.map(({ part, target }, index) => ({
    part,
    target,
    verdict: at(adjusted, index) <= encodedLevel ? "encoded" : "not found",
    p: at(adjusted, index),
  }));
}

function upperTail(cell: MatrixCell | undefined): number | null {
  if (cell === undefined || "reason" in cell.score) return null;
  const { value, effective_n: n } = cell.score;
  const { chance } = cell;
  return 1 - studentCdf((value - chance) / Math.sqrt((chance * (1 - chance)) / n), n);
}
