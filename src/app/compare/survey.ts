import { join } from "node:path";
import type { ComparePlan } from "../../config/compare-plan.js";
import type { RunConfig } from "../../config/run-config.js";
import { cellConfig, readTunings, trialConfig } from "./cell-configs.js";
import { cellState, type CellState } from "./cell-state.js";
import type { Cell, RunCell, TrialCell } from "./cells.js";
import type { DealtCells } from "./shard.js";

/** A run of many as its folder has it. */
export interface SurveyedCell<C extends RunCell = Cell> {
  readonly cell: C;
  /** Null where no trial of its search came to an end with results. */
  readonly config: RunConfig | null;
  readonly state: CellState;
}

/** State of each trial. @throws ConfigError where a folder holds a run of another configuration. */
export function surveyTrials(
  plan: ComparePlan,
  out: string,
  trials: readonly TrialCell[],
): SurveyedCell[] {
  return trials.map((cell) => {
    const config = trialConfig(plan, cell);
    return { cell, config, state: cellState(join(out, cell.folder), config) };
  });
}

/**
 * State of each run of the comparison; null where the search that decides their settings has not come to its end.
 * @throws ConfigError where a folder holds a run of another configuration.
 */
export function surveyCells(
  plan: ComparePlan,
  out: string,
  { trials, cells }: DealtCells,
): SurveyedCell[] | null {
  const tunings = readTunings(plan, out, trials);
  if (tunings === null) return null;
  return cells.map((cell) => {
    const config = cellConfig(plan, tunings, cell);
    return "failed" in config
      ? { cell, config: null, state: { status: "failed", reason: config.failed } }
      : { cell, config, state: cellState(join(out, cell.folder), config) };
  });
}

/** Has the run no end yet? */
export function isOpen({ state }: Pick<SurveyedCell, "state">): boolean {
  return state.status === "new" || state.status === "stopped";
}
