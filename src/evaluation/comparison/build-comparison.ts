import { DataError } from "../../base/errors.js";
import { createRng } from "../../base/rng.js";
import type { ComparisonCell } from "./cell.js";
import { compareSetting } from "./compare-setting.js";
import { isCeiling, resolveOptions, type ComparisonOptions } from "./comparison-options.js";
import type { Comparison } from "./comparison.js";
import { createDetectableDifference } from "./detectable-difference.js";
import { alpha } from "./verdict.js";

/** Chance of finding a difference of the minimum detectable size. */
const power = 0.8;

/** How the numbers of `comparison.json` are made. */
function rulesOf(resamples: number, seed: number, folds: number | null): Record<string, string> {
  return {
    ...(folds === null ? {} : { folds: foldRule(folds) }),
    values: "fractions 0..1; mean and standard deviation (n - 1) over the seeds that have a value",
    gap: "|iid - inverted| of the balanced accuracies, by seed",
    bootstrap:
      `hierarchical: seeds, then subjects, both with replacement; one draw of subjects for all methods and seeds; ` +
      `95 % percentile interval of ${resamples} resamples, generator seed ${seed}; too narrow for few seeds; AUROC of two classes only`,
    paired_t: "over the seeds that both methods finished, two-sided, 95 %",
    auroc_within:
      "auroc_within_<attribute>: AUROC over the pairs of a positive and a negative with one value of the attribute, pairs of all " +
      "values together; two classes only",
    weighted_tests:
      "a test that is all held-out rows weighted by cell: weights are held fixed in the resamples of the bootstrap",
    p_holm:
      "Holm over methods x tests, for each setting, reference and metric; the ceiling is left out",
    minimum_detectable_difference:
      `true difference that a paired t test with alpha ${alpha} (two-sided, not corrected) finds with ${100 * power} % power; ` +
      `noncentral t, from the observed standard deviation of the differences over seeds`,
    verdict:
      `better or worse where the Holm-corrected p of the paired t is below ${alpha} and the bootstrap interval excludes 0; ` +
      "otherwise no conclusion",
    wins:
      "best mean among methods that are neither collapsed nor anti-shortcut, if better than every reference; " +
      "a reference wins where every other method is worse",
    claim:
      "balanced accuracy on the headline test against each reference; better is withheld where the outcome is collapsed or " +
      "anti-shortcut or the worst group is worse",
    outcome: "by the rule of docs/run-folder.md for each seed; the most frequent one",
    cross:
      "switched-label accuracy over the ordered pairs of heads and variables: mean, and standard deviation over the pairs",
    attributes_only:
      "balanced accuracy of guessing the label from the attributes, by Bayes' rule on the training cells",
  };
}

function foldRule(folds: number): string {
  return (
    `a seed is ${folds} runs, one a fold: each subject is predicted by the run that held it out, and every metric is computed once ` +
    "on the predictions of all; answers are each run's own; auroc ranks the scores of all runs in one line, auroc_within_folds only " +
    "those of one run (mean over folds, by pairs)"
  );
}

/**
 * Everything between finished runs and what a reader sees of `compare`; the content of `comparison.json`.
 *
 * Pure, and the same bytes for the same cells in any order: settings are sorted by name, methods stand as in
 * `options.methods`, seeds ascend, and every draw has a generator of its own, derived by name.
 * @throws DataError for options that do not fit, a cell twice, a method that is not in `options.methods`, a seed
 * that is no integer, or predictions that are faulty or not those of the results.
 */
export function buildComparison(
  cells: readonly ComparisonCell[],
  options: ComparisonOptions,
): Comparison {
  const resolved = resolveOptions(options);
  checkCells(cells, resolved.methods);
  const ceilings = new Set(cells.map(({ method }) => method).filter(isCeiling));
  const methods = [
    ...resolved.methods,
    ...[...ceilings].filter((method) => !resolved.methods.includes(method)).sort(),
  ];
  const detectable = createDetectableDifference({ alpha, power });
  const rng = createRng(resolved.seed).child("comparison");
  const settings = [...new Set(cells.map(({ setting }) => setting))].sort();
  return {
    about: resolved.about,
    methods,
    references: resolved.references,
    claim: resolved.claim,
    ...(resolved.folds === null ? {} : { folds: resolved.folds }),
    rules: rulesOf(resolved.resamples, resolved.seed, resolved.folds),
    settings: settings.map((setting) =>
      compareSetting(inOrder(cells, setting, methods), {
        setting,
        methods,
        references: resolved.references,
        claim: resolved.claim,
        attributesOnly: resolved.attributesOnly[setting] ?? {},
        notes: resolved.notes[setting] ?? {},
        resamples: resolved.resamples,
        rng: rng.child(setting),
        detectable,
      }),
    ),
  };
}

function inOrder(
  cells: readonly ComparisonCell[],
  setting: string,
  methods: readonly string[],
): ComparisonCell[] {
  return cells
    .filter((cell) => cell.setting === setting)
    .sort(
      (left, right) =>
        methods.indexOf(left.method) - methods.indexOf(right.method) || left.seed - right.seed,
    );
}

function checkCells(cells: readonly ComparisonCell[], methods: readonly string[]): void {
  const where = "buildComparison";
  if (cells.length === 0) throw new DataError(where, "no cells");
  const known = new Set<string>();
  for (const { setting, method, seed } of cells) {
    if (!methods.includes(method) && !isCeiling(method)) {
      throw new DataError(where, "a cell's method is not listed", {
        expected: methods,
        got: method,
      });
    }
    if (!Number.isInteger(seed)) {
      throw new DataError(where, `seed of ${method}`, { expected: "an integer", got: seed });
    }
    const key = JSON.stringify([setting, method, seed]);
    if (known.has(key)) {
      throw new DataError(where, "two cells of one setting, method and seed", {
        setting,
        method,
        seed,
      });
    }
    known.add(key);
  }
}
