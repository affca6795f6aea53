import type { Trial, TrialOutcome, Tuning } from "../../evaluation/comparison/tuning.js";
import { showFraction } from "../format.js";
import { showSettings } from "../method-settings.js";

/**
 * What the search tried and chose, a row a method with a header before them; none without a search. The setting is a
 * column where there are several.
 */
export function searchRows(tunings: readonly Tuning[]): string[][] {
  if (tunings.length === 0) return [];
  const hasSettings = new Set(tunings.map(({ setting }) => setting)).size > 1;
  const row = (setting: string, ...cells: string[]) => (hasSettings ? [setting, ...cells] : cells);
  return [
    row("setting", "method", "tried: validation (epoch)", "chosen"),
    ...tunings.map(({ setting, method, trials, chosen }) =>
      row(
        setting,
        method,
        trials.map(showOutcome).join("; "),
        chosen === null ? "none: every trial failed" : showTrial(chosen),
      ),
    ),
  ];
}

/** How the search decided, in a sentence. */
export function describeSearch(tunings: readonly Tuning[]): string {
  const counts = [...new Set(tunings.map(({ trials }) => trials.length))];
  const rules = [...new Set(tunings.map(({ rule, better }) => `${rule} (${better} is better)`))];
  const seeds = [...new Set(tunings.map(({ seed }) => seed))];
  return (
    `${counts.join(" or ")} trials a method with seed ${seeds.join(", ")}; ` +
    `${rules.join(", ")} on validation decides, at the selected epoch. No test was looked at.`
  );
}

function showOutcome(trial: TrialOutcome): string {
  const result =
    "failed" in trial
      ? `failed: ${trial.failed}`
      : `${showFraction(trial.value)} (${String(trial.epoch)})`;
  return `${showTrial(trial.values)}: ${result}`;
}

/** "method.lambda 0.5, train.optimizer.lr 0.003". */
function showTrial(trial: Trial): string {
  return showSettings(trial) || "as in the run file";
}
