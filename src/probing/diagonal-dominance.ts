import { at } from "../base/ndarray.js";
import { undefinedMetric, type Metric } from "../evaluation/metric.js";
import type { ProbeScore } from "./probe.js";

/** One cell of a matrix part × target. */
export interface MatrixCell {
  readonly part: string;
  readonly target: string;
  readonly score: ProbeScore;
  /** 1 / number of classes. */
  readonly chance: number;
}

/**
 * Diagonal dominance: d / (d + o), d = mean |score − chance| over the cells whose part is the target's own,
 * o = the same over the others. 0..1; 1: each part reads its own target and nothing else; 0.5: own and
 * foreign targets are read equally well.
 *
 * Undefined where a cell has no score, where there are no cells of either kind, or where the interval of
 * every cell has chance in it: the ratio would be one of noise.
 * @source Müller and Berens 2026, who have two classes; chance is 1 / classes of each target here.
 */
export function diagonalDominance(cells: readonly MatrixCell[]): Metric {
  const own: number[] = [];
  const foreign: number[] = [];
  let isAnyRead = false;
  for (const { part, target, score, chance } of cells) {
    if ("reason" in score) return undefinedMetric(`${part} -> ${target}: ${score.reason}`);
    (part === target ? own : foreign).push(Math.abs(score.value - chance));
    isAnyRead ||= score.low > chance || score.high < chance;
  }
  if (own.length === 0 || foreign.length === 0) {
    return undefinedMetric("only one target: there is nothing to compare with");
  }
  if (!isAnyRead) return undefinedMetric("no part reads any target better than chance");
  const [diagonal, off] = [meanOf(own), meanOf(foreign)];
  return diagonal / (diagonal + off);
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, _, index) => sum + at(values, index), 0) / values.length;
}
