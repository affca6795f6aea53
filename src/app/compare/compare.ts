import { ConfigError } from "../../base/errors.js";
import type { ComparePlan } from "../../config/compare-plan.js";
import { readTunings } from "./cell-configs.js";
import type { Cell } from "./cells.js";
import {
  checkComparedData,
  hashComparedData,
  requireSameImages,
  writeComparedData,
} from "./compared-data.js";
import { checkComparisonFolder, describePlan, writeDefinition } from "./open-comparison.js";
import { requireOneTarget } from "./require-one-target.js";
import { runWave, type CompareEvents, type ComparePlaces, type ComparePorts } from "./run-wave.js";
import { dealCells, type DealtCells, type Shard } from "./shard.js";
import { isOpen, surveyCells, surveyTrials, type SurveyedCell } from "./survey.js";
import { writeComparison, type WrittenComparison } from "./write-comparison.js";

/** What to compare, where, and how much of it here. */
export interface CompareRequest extends ComparePlaces {
  readonly plan: ComparePlan;
  /** The command that makes this comparison, for its page: without what differs between machines. */
  readonly command: string;
  /** Null: all runs, then the comparison. */
  readonly shard: Shard | null;
  /** Train nothing; build the comparison from the runs that are there. */
  readonly merge: boolean;
  /** Go on although the comparison was changed. */
  readonly resume: boolean;
}

/** A run without results, and why. */
export interface CellReason {
  readonly title: string;
  readonly reason: string;
}

/** How a comparison ended. */
export interface CompareEnd {
  readonly stopped: boolean;
  /** Runs of this shard, trials included. */
  readonly total: number;
  /** Those that have come to an end, results or not. */
  readonly ended: number;
  /** Recorded failures. */
  readonly failed: readonly CellReason[];
  /** Ended from outside, or busy in another process: the same command runs them again. */
  readonly unfinished: readonly CellReason[];
  /** `setting/label` of methods that failed with every seed; a shard does not see all seeds and names none. */
  readonly lostMethods: readonly string[];
  /** Null where runs are missing, and in a shard. */
  readonly comparison: WrittenComparison | null;
}

/**
 * Methods × seeds × settings: each an ordinary run in a process of its own, some side by side; then the comparison,
 * read back from the run folders alone, so that merged shards give the bytes of a serial run. Runs that are done
 * are skipped, stopped ones go on. One that fails is recorded in its folder and reported; the others go on.
 *
 * Writes compare.yml, cells/, trials/ and, when all runs have ended, comparison.json, .md, .html and timing.json.
 * @throws ConfigError for settings of several targets and folds of a number; where the folder holds something else, another comparison, or a run of another configuration,
 * before anything is started; with `merge` where runs are missing.
 */
export async function compareRuns(
  request: CompareRequest,
  ports: ComparePorts,
  events: CompareEvents,
): Promise<CompareEnd> {
  const { plan, out, shard, merge, resume } = request;
  // Runs are put together where the cohort need not be; they say themselves what they learnt.
  if (!merge) requireOneTarget(plan, request.base);
  const data = merge ? {} : hashComparedData(plan, request.base);
  const definition = describePlan(plan);
  const dealt = dealCells(plan, shard ?? { index: 1, count: 1 });
  checkComparisonFolder(out, definition, resume);
  checkComparedData(out, data);
  // A folder with another run in it ends it all here, before anything is written.
  surveyTrials(plan, out, dealt.trials);
  requireSameImages(out, surveyCells(plan, out, dealt) ?? []);
  writeDefinition(out, definition);
  writeComparedData(out, data);
  const unfinished = merge ? [] : await runDealt(request, dealt, ports, events);
  const trials = surveyTrials(plan, out, dealt.trials);
  const cells = surveyCells(plan, out, dealt);
  const open = cells === null ? dealt.cells : cells.filter(isOpen).map(({ cell }) => cell);
  if (merge && open.length > 0) throw missingRuns(open, dealt.cells.length);
  requireSameImages(out, cells ?? []);
  const all = [...trials, ...(cells ?? [])];
  const comparison =
    shard === null && cells !== null && open.length === 0
      ? writeComparison(
          { ...request, definition, tunings: readTunings(plan, out, dealt.trials) ?? [] },
          cells,
        )
      : null;
  return {
    stopped: isStopped(ports),
    total: dealt.trials.length + dealt.cells.length,
    ended: all.filter((cell) => !isOpen(cell)).length,
    failed: all.flatMap(({ cell: { title }, state }) =>
      state.status === "failed" ? [{ title, reason: state.reason }] : [],
    ),
    unfinished,
    lostMethods: shard === null ? lostMethods(cells ?? []) : [],
    comparison,
  };
}

/** Train the search, then the runs that it decides; returns those that did not come to their end by themselves. */
async function runDealt(
  { plan, ...places }: CompareRequest,
  dealt: DealtCells,
  ports: ComparePorts,
  events: CompareEvents,
): Promise<CellReason[]> {
  const unfinished: CellReason[] = [];
  const watched: CompareEvents = {
    ...events,
    onEnd: (cell, end) => {
      if (end.type === "unfinished") unfinished.push({ title: cell.title, reason: end.reason });
      events.onEnd(cell, end);
    },
  };
  const trials = surveyTrials(plan, places.out, dealt.trials);
  if (trials.length > 0) await runWave("search", trials, places, ports, watched);
  const cells = surveyCells(plan, places.out, dealt);
  if (cells !== null && !isStopped(ports)) await runWave("runs", cells, places, ports, watched);
  return unfinished;
}

function isStopped({ stop, kill }: ComparePorts): boolean {
  return stop.aborted || kill.aborted;
}

/** Methods of a setting without one seed that has results. */
function lostMethods(cells: readonly SurveyedCell[]): string[] {
  const nameOf = ({ cell: { setting, variant } }: SurveyedCell) =>
    `${setting.name}/${variant.label}`;
  return [...new Set(cells.map(nameOf))].filter((name) =>
    cells.every((cell) => nameOf(cell) !== name || cell.state.status === "failed"),
  );
}

function missingRuns(open: readonly Cell[], total: number): ConfigError {
  const shown = open.slice(0, 5).map(({ title }) => title);
  const more = open.length > shown.length ? ` and ${open.length - shown.length} more` : "";
  return new ConfigError("--merge", `${open.length} of ${total} runs are missing or not done`, {
    got: `${shown.join(", ")}${more}`,
    advice: "Copy the folders of all shards together, or run without --merge to train them here.",
  });
}
