import { DataError } from "../../base/errors.js";
import { createRng } from "../../base/rng.js";
import type { ComparisonCell, TargetTypes } from "./cell.js";
import { compareSetting } from "./compare-setting.js";
import { isCeiling, resolveOptions, type ComparisonOptions } from "./comparison-options.js";
import type { Comparison } from "./comparison.js";
import { createDetectableDifference } from "./detectable-difference.js";
import { power, sharedRules } from "./rules.js";
import { alpha } from "./verdict.js";
import type { Yardstick } from "./yardstick.js";

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
export function buildComparison<T extends TargetTypes, Resampled>(
  cells: readonly ComparisonCell<T>[],
  options: ComparisonOptions,
  yardstick: Yardstick<T, Resampled>,
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
    rules: {
      ...(resolved.folds === null ? {} : { folds: foldRule(resolved.folds) }),
      ...yardstick.rules(sharedRules(resolved.resamples, resolved.seed)),
    },
    settings: settings.map((setting) =>
      compareSetting(inOrder(cells, setting, methods), {
        yardstick,
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

function inOrder<T extends TargetTypes>(
  cells: readonly ComparisonCell<T>[],
  setting: string,
  methods: readonly string[],
): ComparisonCell<T>[] {
  return cells
    .filter((cell) => cell.setting === setting)
    .sort(
      (left, right) =>
        methods.indexOf(left.method) - methods.indexOf(right.method) || left.seed - right.seed,
    );
}

function checkCells(
  cells: readonly Pick<ComparisonCell, "setting" | "method" | "seed">[],
  methods: readonly string[],
): void {
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
