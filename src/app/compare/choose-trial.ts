import { at } from "../../base/ndarray.js";
import type { RunConfig } from "../../config/run-config.js";
import type { Trial, TrialOutcome } from "../../evaluation/comparison/tuning.js";
import {
  selectEpoch,
  selectionRules,
  type SelectionRule,
  type ValidationRecord,
} from "../../evaluation/selection.js";

/** Outcome of a finished trial from its validation records; tests are not looked at. */
export function trialOutcome(
  values: Trial,
  records: readonly ValidationRecord[],
  selection: RunConfig["train"]["selection"],
): TrialOutcome {
  const chosen = selectEpoch(selection.rule, records, selection);
  return "epoch" in chosen
    ? { values, epoch: chosen.epoch, value: chosen.value }
    : { values, failed: `${selection.rule}: ${chosen.reason}` };
}

/** The values of the best trial by `ruleName`; ties go to the earlier one. Null where every trial failed. */
export function chooseTrial(
  ruleName: RunConfig["train"]["selection"]["rule"],
  trials: readonly TrialOutcome[],
): Trial | null {
  const { better }: SelectionRule = selectionRules[ruleName];
  const sign = better === "higher" ? 1 : -1;
  const scored = trials.flatMap((trial) => ("value" in trial ? [trial] : []));
  if (scored.length === 0) return null;
  const best = Math.max(...scored.map(({ value }) => sign * value));
  return at(
    scored.filter(({ value }) => sign * value === best),
    0,
  ).values;
}
