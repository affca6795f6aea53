import { join } from "node:path";
import { InternalError } from "../../base/errors.js";
import type { ComparePlan, CompareSetting } from "../../config/compare-plan.js";
import type { MethodVariant } from "../../config/compare-methods.js";
import type { RunConfig } from "../../config/run-config.js";
import type { TrialOutcome, Tuning } from "../../evaluation/comparison/tuning.js";
import {
  ruleForTarget,
  selectionRules,
  type SelectionRuleName,
} from "../../evaluation/selection.js";
import { cellState } from "./cell-state.js";
import type { Cell, TrialCell } from "./cells.js";
import { chooseTrial, trialOutcome } from "./choose-trial.js";
import { readValidation } from "./read-cell.js";

/** Configuration of a trial. */
export function trialConfig(plan: ComparePlan, cell: TrialCell): RunConfig {
  if (plan.search === null) throw new InternalError("compare", "a trial without a search");
  return plan.search.trialConfig(cell.setting, cell.variant, cell.trial);
}

/**
 * The search of every method that `trials` belong to, read from the trials' folders: outcome of each, and what was
 * chosen. Tests are not looked at. Null where a trial has not come to its end.
 */
export function readTunings(
  plan: ComparePlan,
  out: string,
  trials: readonly TrialCell[],
): Tuning[] | null {
  const groups = new Map<string, TrialCell[]>();
  for (const trial of trials) {
    const key = groupKey(trial.setting, trial.variant);
    groups.set(key, [...(groups.get(key) ?? []), trial]);
  }
  const tunings: Tuning[] = [];
  for (const group of groups.values()) {
    const read: ReadTrial[] = [];
    for (const cell of group) {
      const trial = readTrial(plan, out, cell);
      if (trial === null) return null;
      read.push(trial);
    }
    const [first] = group;
    if (first !== undefined) tunings.push(tuningOf(plan, first, read));
  }
  return tunings;
}

/** Configuration of a run after the search; the reason where every trial of its method failed. */
export function cellConfig(
  plan: ComparePlan,
  tunings: readonly Tuning[],
  { setting, variant, seed, fold }: Cell,
): RunConfig | { readonly failed: string } {
  if (plan.search === null) {
    const changes = fold === null ? {} : { "data.fold": { index: fold, of: plan.folds } };
    return plan.runConfig(setting, variant, seed, changes);
  }
  const tuning = tunings.find(
    (candidate) => candidate.setting === setting.name && candidate.method === variant.label,
  );
  if (tuning === undefined) throw new InternalError("compare", "a run without its search");
  if (tuning.chosen !== null) return plan.runConfig(setting, variant, seed, tuning.chosen);
  const [reason] = tuning.trials.flatMap((trial) => ("failed" in trial ? [trial.failed] : []));
  return { failed: `every trial of the search failed: ${reason ?? "no trials"}` };
}

/** What came of a trial, and the rule that its run went by; a failed one went by none. */
interface ReadTrial {
  readonly outcome: TrialOutcome;
  readonly rule: SelectionRuleName | null;
}

function readTrial(plan: ComparePlan, out: string, cell: TrialCell): ReadTrial | null {
  const config = trialConfig(plan, cell);
  const folder = join(out, cell.folder);
  const state = cellState(folder, config);
  if (state.status === "failed") {
    return { outcome: { values: cell.trial, failed: state.reason }, rule: null };
  }
  if (state.status !== "done") return null;
  const { selection } = config.train;
  const records = readValidation(folder);
  // Records of a number have errors in the place of groups.
  const target = records.some(({ errors }) => errors !== undefined) ? "number" : "classes";
  const rule = ruleForTarget(selection.rule, target);
  return { outcome: trialOutcome(cell.trial, records, { ...selection, rule }), rule };
}

function tuningOf(plan: ComparePlan, first: TrialCell, read: readonly ReadTrial[]): Tuning {
  const { train, seed } = trialConfig(plan, first);
  const rule = read.find((trial) => trial.rule !== null)?.rule ?? train.selection.rule;
  const trials = read.map(({ outcome }) => outcome);
  return {
    setting: first.setting.name,
    method: first.variant.label,
    seed,
    epochs: train.epochs,
    rule,
    better: selectionRules[rule].better,
    trials,
    chosen: chooseTrial(rule, trials),
  };
}

function groupKey(setting: CompareSetting, variant: MethodVariant): string {
  return `${setting.name}/${variant.label}`;
}
