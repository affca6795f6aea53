import type { TierFinding } from "../../evaluation/audit/audit-results.js";
import { show } from "../../evaluation/audit/decide-verdict.js";
import type { Undefined } from "../../evaluation/metric.js";
import type { EncodedVerdict } from "../../probing/encoded-verdict.js";
import type { ProbedSet, ProbeMatrix } from "../../probing/probing-results.js";

/** What of `probing.json` is read. */
export interface ProbedParts {
  readonly set: Pick<ProbedSet, "n">;
  /** The label first. */
  readonly targets: readonly { readonly name: string }[];
  readonly knn: Pick<ProbeMatrix, "cells">;
  readonly linear: Pick<ProbeMatrix, "cells">;
  readonly encoded: readonly EncodedVerdict[];
}

/**
 * The tier *encoded* of an attribute, from the probes of a run: can kNN or a linear probe, fitted on balanced held-out
 * features, read the attribute off the part of the features that the label is read from? The verdict is that of `probing.json`
 * (corrected over probes and parts); its p is of the run's probes, not of this audit.
 */
export function encodedFinding(probing: ProbedParts | Undefined, attribute: string): TierFinding {
  if ("reason" in probing) return { state: "cannot tell", evidence: probing.reason };
  const part = probing.targets[0]?.name;
  const verdict = probing.encoded.find((one) => one.part === part && one.target === attribute);
  const scores = scoresOf(probing, part, attribute);
  if (verdict === undefined) {
    return { state: "cannot tell", evidence: `the probes say nothing of it (${scores})` };
  }
  return {
    state: verdict.verdict === "encoded" ? "found" : "not found",
    evidence: `read off the features of ${verdict.part} with balanced accuracy ${scores}`,
    p: verdict.p,
  };
}

function scoresOf(
  { knn, linear, set }: ProbedParts,
  part: string | undefined,
  target: string,
): string {
  const cellOf = ({ cells }: ProbedParts["linear"]) =>
    cells.find((cell) => cell.part === part && cell.target === target);
  const [near, line] = [cellOf(knn), cellOf(linear)];
  const showScore = (cell: typeof near) =>
    cell === undefined || "reason" in cell.score ? "n/a" : show(cell.score.value);
  const chance = near === undefined ? "" : `, chance ${show(near.chance)}`;
  return `${showScore(near)} (kNN) and ${showScore(line)} (linear)${chance}, ${set.n} rows`;
}
