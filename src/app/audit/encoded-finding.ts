import type { TierFinding } from "../../evaluation/audit/audit-results.js";
import { roundUpCount, show } from "../../evaluation/audit/decide-verdict.js";
import { detectableErrors, soughtEffect } from "../../evaluation/audit/margins.js";
import type { Undefined } from "../../evaluation/metric.js";
import type { EncodedVerdict } from "../../probing/encoded-verdict.js";
import type { ProbedSet, ProbeMatrix } from "../../probing/probing-results.js";

/** What is read of `probing.json`, or of the probes of an audit's own. */
export interface ProbedParts {
  readonly set: Pick<ProbedSet, "n" | "subjects">;
  /** The label first. */
  readonly targets: readonly { readonly name: string }[];
  readonly knn: Pick<ProbeMatrix, "cells">;
  readonly linear: Pick<ProbeMatrix, "cells">;
  readonly encoded: readonly EncodedVerdict[];
}

/**
 * The tier *encoded* of an attribute, whatever the door: can kNN or a linear probe, fitted on balanced held-out
 * features, read the attribute off the part of the features that the label is read from?
 *
 * E1. **found**: the verdict of the probes ({@link EncodedVerdict}, corrected over probes, attributes and parts) is *encoded*.
 *     Its p is of the probes, not of the other tests of the audit.
 * E2. **cannot tell**: there is no verdict, or a balanced accuracy 0.10 above chance could have been missed: (z₀.₉₇₅ + z₀.₈)
 *     √(chance (1 − chance) / n) is above it, n the effective rows of the probe that has more. About
 *     N ((that / 0.10)² − 1) more subjects are needed, N those probed.
 * E3. **not found**: otherwise; as in D3 the power is that of one test. Other probes may read what these do not.
 * @param source what was probed, in words; without it "the features of <label>".
 */
export function encodedFinding(
  probing: ProbedParts | Undefined,
  attribute: string,
  source?: string,
): TierFinding {
  if ("reason" in probing) return { state: "cannot tell", evidence: probing.reason };
  const part = probing.targets[0]?.name;
  const verdict = probing.encoded.find((one) => one.part === part && one.target === attribute);
  const scores = scoresOf(probing, part, attribute);
  if (verdict === undefined) {
    return { state: "cannot tell", evidence: `the probes say nothing of it (${scores})` };
  }
  const read = `read off ${source ?? `the features of ${verdict.part}`} with balanced accuracy ${scores}`;
  if (verdict.verdict === "encoded") return { state: "found", evidence: read, p: verdict.p };
  const detectable = detectableExcess(probing, part, attribute);
  const share = detectable / soughtEffect.share;
  if (share <= 1) return { state: "not found", evidence: read, p: verdict.p };
  return {
    state: "cannot tell",
    evidence: `${show(detectable)} above chance could be missed; ${read}`,
    p: verdict.p,
    needed: roundUpCount(probing.set.subjects * (share * share - 1)),
  };
}

type Cells = ProbedParts["linear"]["cells"];

function cellOf(cells: Cells, part: string | undefined, target: string | undefined) {
  return cells.find((cell) => cell.part === part && cell.target === target);
}

/** Balanced accuracy above chance that would be seen in 80 of 100 audits, by the probe with more effective rows. */
function detectableExcess(
  { knn, linear }: ProbedParts,
  part: string | undefined,
  target: string,
): number {
  const sizes = [knn, linear].flatMap(({ cells }) => {
    const cell = cellOf(cells, part, target);
    if (cell === undefined || "reason" in cell.score) return [];
    const { chance } = cell;
    return [detectableErrors * Math.sqrt((chance * (1 - chance)) / cell.score.effective_n)];
  });
  return Math.min(...sizes);
}

/** "0.71 (kNN) and 0.78 (linear), chance 0.50, 300 rows; label itself 0.80 and 0.83". */
function scoresOf(
  { knn, linear, set }: ProbedParts,
  part: string | undefined,
  target: string,
): string {
  const cellsOf = (name: string | undefined) =>
    [knn, linear].map(({ cells }) => cellOf(cells, part, name));
  const showScore = (cell: ReturnType<typeof cellOf>) =>
    cell === undefined || "reason" in cell.score ? "n/a" : show(cell.score.value);
  const [near, line] = cellsOf(target);
  const [ownNear, ownLine] = cellsOf(part);
  const chance = near === undefined ? "" : `, chance ${show(near.chance)}`;
  const own =
    ownNear === undefined && ownLine === undefined
      ? ""
      : `; label itself ${showScore(ownNear)} and ${showScore(ownLine)}`;
  return `${showScore(near)} (kNN) and ${showScore(line)} (linear)${chance}, ${set.n} rows${own}`;
}
