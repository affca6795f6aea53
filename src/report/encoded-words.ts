import { detectableExcess } from "../evaluation/audit/detectable-excess.js";
import { soughtEffect } from "../evaluation/audit/margins.js";
import type { EncodedVerdict } from "../probing/encoded-verdict.js";
import type { Probing } from "../probing/probing-results.js";
import { showFraction } from "./format.js";

/** What probes allow to say of a model, in words. */
export interface EncodedWords {
  /** Whether anything was found. */
  readonly opening: string;
  /** One clause for each foreign target that a part holds, the clearest first. */
  readonly findings: readonly string[];
  /** What was not found, parts that have collapsed, and that encoded is not used. */
  readonly closing: readonly string[];
}

/** Words for the verdicts: *encoded*, and never *used*, is what a probe can say. */
export function encodedWords(probing: Probing): EncodedWords {
  const found = probing.encoded.filter(({ verdict }) => verdict === "encoded");
  const missed = probing.encoded.filter(({ verdict }) => verdict === "not found");
  const opening =
    probing.encoded.length === 0
      ? "No part could be probed for a target that is not its own."
      : found.length === 0
        ? nothingFound(probing)
        : "Encoded: parts of the features let targets be read that are not their own.";
  const places = missed.map(({ part, target }) => `${target} in the part of ${part}`);
  const constant = probing.parts.filter((part) => part.constant).map(({ name }) => name);
  return {
    opening,
    findings: found
      .map((verdict) => ({ verdict, size: distanceOf(probing, verdict) }))
      .sort((first, second) => second.size - first.size)
      .map(({ verdict }) => finding(probing, verdict)),
    closing: [
      ...(found.length > 0 && places.length > 0 ? [`Not found: ${places.join("; ")}.`] : []),
      ...(constant.length === 0
        ? []
        : [
            `Collapsed: the part of ${constant.join(" and of ")} is the same for every image; that it shares ` +
              "nothing with the others is no success.",
          ]),
      "Encoded is not used: a probe says what can be read off the features, not what the model answers by. That is " +
        "shown only by changing the attribute in the image. And what these probes do not find may still be there.",
    ],
  };
}

/** Whether these rows would have shown it: docs/audit.md, E2. */
function nothingFound(probing: Probing): string {
  const missed = Math.max(...probing.encoded.map((verdict) => detectableOf(probing, verdict)));
  const what = "No part of the features lets the probes read a target that is not its own";
  return missed <= soughtEffect.share
    ? `Encoded: nothing was found. ${what}.`
    : `Encoded: these rows cannot tell. ${what}, but a balanced accuracy ${showFraction(missed)} above chance could have been missed.`;
}

/** Balanced accuracy above chance that the probe with more effective rows would show in 80 of 100 sets. */
function detectableOf({ knn, linear }: Probing, { part, target }: EncodedVerdict): number {
  const scores = [knn, linear].flatMap(({ cells }) => {
    const cell = cells.find((one) => one.part === part && one.target === target);
    if (cell === undefined || "reason" in cell.score) return [];
    return [{ chance: cell.chance, effectiveRows: cell.score.effective_n }];
  });
  return detectableExcess(scores);
}

function scoresOf({ knn, linear }: Probing, { part, target }: EncodedVerdict): (number | null)[] {
  return [knn, linear].map(({ cells }) => {
    const score = cells.find((cell) => cell.part === part && cell.target === target)?.score;
    return score === undefined || "reason" in score ? null : score.value;
  });
}

function chanceOf({ knn }: Probing, { target }: EncodedVerdict): number {
  return knn.cells.find((cell) => cell.target === target)?.chance ?? 0;
}

/** How far above chance the better probe is. */
function distanceOf(probing: Probing, verdict: EncodedVerdict): number {
  return Math.max(...scoresOf(probing, verdict).map((value) => value ?? 0)) - chanceOf(probing, verdict); // prettier-ignore
}

function finding(probing: Probing, verdict: EncodedVerdict): string {
  const [knn, linear] = scoresOf(probing, verdict).map((value) => value === null ? "n/a" : showFraction(value)); // prettier-ignore
  const { part, target, p } = verdict;
  const size = p < 0.001 ? "p < 0.001" : `p = ${p.toFixed(3)}`;
  return (
    `${target} in the part of ${part}: balanced accuracy kNN ${knn}, linear ${linear}, ` +
    `chance ${showFraction(chanceOf(probing, verdict))}, ${size}`
  );
}

/** Which rows were probed, and the null of the verdicts. */
export function setSentence({ set }: Probing): string {
  const rows = `${set.n} rows of ${set.subjects} subjects of the held-out set ${set.name}`;
  const how = set.resampled
    ? ", thinned so that label and attributes are not associated"
    : ", in which label and attributes are not associated";
  return (
    `Probed: ${rows}${how}. A verdict is a one-sided test against chance, corrected for two probes and all foreign targets together: ` +
    "where nothing is encoded, some verdict says otherwise in at most 5 of 100 runs."
  );
}
