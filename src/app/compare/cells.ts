import type { MethodVariant } from "../../config/compare-methods.js";
import type { ComparePlan, CompareSetting } from "../../config/compare-plan.js";
import type { Trial } from "../../evaluation/comparison/tuning.js";

/** One run of many, whatever they are for. */
export interface RunCell {
  readonly seed: number;
  /** Run folder, below that of all; `/` between names. */
  readonly folder: string;
  /** As progress and messages call it. */
  readonly title: string;
}

/** One run of a comparison. */
export interface Cell extends RunCell {
  readonly setting: CompareSetting;
  readonly variant: MethodVariant;
  /** The fold that is its test, from 0; null without folds. */
  readonly fold: number | null;
}

/** One run of the search before the comparison. */
export interface TrialCell extends Cell {
  readonly trial: Trial;
}

/** Every run of a comparison: by setting, method, seed, fold. */
export function cellsOf(plan: ComparePlan): Cell[] {
  const folds = plan.folds === null ? [null] : [...Array(plan.folds).keys()];
  return plan.settings.flatMap((setting) =>
    setting.methods.flatMap((variant) =>
      plan.seeds.flatMap((seed) =>
        folds.map((fold) => ({
          ...{ setting, variant, seed, fold },
          folder: `cells/${setting.name}/${variant.label}/seed-${seed}${fold === null ? "" : `/fold-${fold}`}`,
          title: `${titleOf(plan, setting, variant)} seed ${seed}${fold === null ? "" : ` fold ${fold}`}`,
        })),
      ),
    ),
  );
}

/** Every trial of the search: by setting, method, trial; none without a search. */
export function trialCellsOf(plan: ComparePlan): TrialCell[] {
  const { search } = plan;
  if (search === null) return [];
  return plan.settings.flatMap((setting) =>
    setting.methods.flatMap((variant) =>
      search.trialsOf(setting, variant).map((trial, index) => ({
        setting,
        variant,
        seed: search.seed,
        fold: null,
        trial,
        folder: `trials/${setting.name}/${variant.label}/trial-${index + 1}`,
        title: `${titleOf(plan, setting, variant)} trial ${index + 1}`,
      })),
    ),
  );
}

function titleOf(plan: ComparePlan, setting: CompareSetting, variant: MethodVariant): string {
  return plan.settings.length === 1 ? variant.label : `${setting.name} ${variant.label}`;
}
