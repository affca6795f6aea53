import type { FeatureDependence, TierFinding } from "../../evaluation/audit/audit-results.js";
import { roundUpCount, show, showP } from "../../evaluation/audit/decide-verdict.js";
import { detectableExcess } from "../../evaluation/audit/detectable-excess.js";
import { auditAlpha, soughtEffect } from "../../evaluation/audit/margins.js";
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

/** What is said beside the probes. */
export interface EncodedSources {
  /** What was probed, in words; without it "the features of <label>". */
  readonly source?: string;
  /** Subjects of the audit, of whose rows the probed ones are balanced. */
  readonly subjects: number;
  /** Measures of dependence on the same features; absent: none were taken. */
  readonly dependence?: FeatureDependence | Undefined;
}

/**
 * The tier *encoded* of an attribute, whatever the door: do probes, fitted on balanced held-out features, read the attribute off the part of the
 * features that the label is read from, or do the features depend on it given the label?
 *
 * E1. **found**: p ≤ 0.05, twice the smaller of the p of the probes ({@link EncodedVerdict}, corrected over probes, attributes and parts) and that of the
 *     measures of dependence ({@link FeatureDependence}: distance correlation and HSIC, corrected over both and the attributes); where there is one of
 *     the two alone, its p. It is not corrected over the other tests of the audit.
 * E2. **cannot tell**: there is no verdict, or a balanced accuracy 0.10 above chance could have been missed: (z₀.₉₇₅ + z₀.₈)
 *     √(chance (1 − chance) / n) is above it, n the effective rows of the probe that has more. About
 *     N ((that / 0.10)² − 1) more subjects are needed, N those of the audit: the rows that can be balanced grow with all.
 * E3. **not found**: otherwise; as in D3 the power is that of one test. Other probes may read what these do not.
 */
export function encodedFinding(
  probing: ProbedParts | Undefined,
  attribute: string,
  { source, subjects, dependence }: EncodedSources,
): TierFinding {
  const measured = dependence === undefined ? {} : { dependence };
  const byMeasures = measuresOf(dependence);
  if ("reason" in probing) {
    const depends = byMeasures !== null && byMeasures.p <= auditAlpha;
    return {
      state: depends ? "found" : "cannot tell",
      evidence: depends ? byMeasures.text : probing.reason,
      ...(byMeasures === null ? {} : { p: byMeasures.p }),
      ...measured,
    };
  }
  const part = probing.targets[0]?.name;
  const verdict = probing.encoded.find((one) => one.part === part && one.target === attribute);
  const scores = scoresOf(probing, part, attribute);
  const from = source ?? `the features of ${part ?? "the label"}`;
  const read =
    verdict === undefined
      ? `the probes say nothing of it (${scores})`
      : `read off ${from} with balanced accuracy ${scores}`;
  const ps = [verdict?.p, byMeasures?.p].filter((p) => p !== undefined);
  const p = Math.min(1, ps.length * Math.min(...ps));
  const tested = { ...(ps.length === 0 ? {} : { p }), ...measured };
  if (ps.length > 0 && p <= auditAlpha) {
    // Where it is the measures alone they are named; else they stand beside, as numbers.
    const isRead = verdict !== undefined && verdict.p * ps.length <= auditAlpha;
    const evidence = isRead ? read : `${byMeasures?.text ?? ""}; no probe: ${read}`;
    return { state: "found", evidence, ...tested };
  }
  if (verdict === undefined) return { state: "cannot tell", evidence: read, ...tested };
  const detectable = detectableOf(probing, part, attribute);
  const share = detectable / soughtEffect.share;
  if (share <= 1) return { state: "not found", evidence: read, ...tested };
  return {
    state: "cannot tell",
    evidence: `${show(detectable)} above chance could be missed; ${read}`,
    ...tested,
    needed: roundUpCount(subjects * (share * share - 1)),
  };
}

/** Corrected p of the measures, and both in words; null where there is no test. */
function measuresOf(dependence: FeatureDependence | Undefined | undefined) {
  if (dependence === undefined || "reason" in dependence) return null;
  const { p, distance_correlation: distance, hsic } = dependence;
  if (typeof p !== "number") return null;
  const one = (name: string, { value, p: own }: FeatureDependence["hsic"]) =>
    typeof value === "number" && typeof own === "number"
      ? `${name} ${show(value)} (p ${showP(own)})`
      : `${name} n/a`;
  const text = `given the label, ${one("distance correlation²", distance)} and ${one("HSIC", hsic)}`;
  return { p, text };
}

type Cells = ProbedParts["linear"]["cells"];

function cellOf(cells: Cells, part: string | undefined, target: string | undefined) {
  return cells.find((cell) => cell.part === part && cell.target === target);
}

/** Balanced accuracy above chance that would be seen in 80 of 100 audits, by the probe with more effective rows. */
function detectableOf(
  { knn, linear }: ProbedParts,
  part: string | undefined,
  target: string,
): number {
  const scores = [knn, linear].flatMap(({ cells }) => {
    const cell = cellOf(cells, part, target);
    if (cell === undefined || "reason" in cell.score) return [];
    return [{ chance: cell.chance, effectiveRows: cell.score.effective_n }];
  });
  return detectableExcess(scores);
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
