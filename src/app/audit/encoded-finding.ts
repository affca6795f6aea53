import type { TierFinding } from "../../evaluation/audit/audit-results.js";
import { show } from "../../evaluation/audit/decide-verdict.js";
import type { Probing, ProbingResults } from "../../probing/probing-results.js";

/**
 * The tier *encoded* of an attribute, from the probes of a run: can kNN or a linear probe, fitted on balanced held-out
 * features, read the attribute off the part of the features that the label is read from? The verdict is that of `probing.json`
 * (corrected over probes and parts); its p is of the run's probes, not of this audit.
 */
export function encodedFinding(probing: ProbingResults, attribute: string): TierFinding {
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

function scoresOf({ knn, linear, set }: Probing, part: string | undefined, target: string): string {
  const cellOf = ({ cells }: Probing["linear"]) =>
    cells.find((cell) => cell.part === part && cell.target === target);
  const [near, line] = [cellOf(knn), cellOf(linear)];
  const showScore = (cell: typeof near) =>
    cell === undefined || "reason" in cell.score ? "n/a" : show(cell.score.value);
  const chance = near === undefined ? "" : `, chance ${show(near.chance)}`;
  return `${showScore(near)} (kNN) and ${showScore(line)} (linear)${chance}, ${set.n} rows`;
}
