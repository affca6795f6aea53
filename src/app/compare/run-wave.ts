import { join } from "node:path";
import { stringify } from "yaml";
import { isRunFolderLocked } from "../run-lock.js";
import type { startTraining, TrainingEnd } from "../train.js";
import type { FromTraining } from "../training-process.js";
import { clearFailure, recordFailure } from "./cell-state.js";
import type { Cell, RunCell } from "./cells.js";
import { readSeconds } from "./read-cell.js";
import { runCells, type CellJob, type CompareSignals } from "./run-cells.js";
import { isOpen, type SurveyedCell } from "./survey.js";

/** The world outside of a comparison. */
export interface ComparePorts extends CompareSignals {
  readonly start: typeof startTraining;
}

/** Where a comparison is and where its run file is. */
export interface ComparePlaces {
  readonly out: string;
  /** Run file, as messages call it. */
  readonly source: string;
  /** Folder that paths of the run file start from. */
  readonly base: string;
  /** Processes side by side. */
  readonly jobs: number;
}

/** Runs of one wave, the search or the comparison itself, before it starts. */
export interface WaveOverview<C extends RunCell = Cell> {
  readonly wave: "search" | "runs";
  readonly total: number;
  readonly waiting: readonly C[];
  /** Training times of those that are done. */
  readonly finished: readonly { readonly cell: C; readonly seconds: number }[];
}

/** How a run ended. `unfinished`: ended from outside, or busy in another process; it can be run again. */
export type CellEnd =
  | { readonly type: "finished"; readonly seconds: number }
  | { readonly type: "stopped" }
  | { readonly type: "failed" | "unfinished"; readonly reason: string };

/** What can be seen while a comparison runs. */
export interface CompareEvents<C extends RunCell = Cell> {
  onWave(overview: WaveOverview<C>): void;
  onStart(cell: C): void;
  onMessage(cell: C, message: FromTraining): void;
  onEnd(cell: C, end: CellEnd): void;
}

/**
 * Train what has no end yet, stopped runs from their checkpoints. A failure is recorded in the run's folder,
 * unless the process was ended from outside or could not write: then the run stays as it is.
 */
export async function runWave<C extends RunCell>(
  wave: WaveOverview["wave"],
  surveyed: readonly SurveyedCell<C>[],
  places: ComparePlaces,
  ports: ComparePorts,
  events: CompareEvents<C>,
): Promise<void> {
  const open = surveyed.filter(isOpen);
  events.onWave({
    wave,
    total: surveyed.length,
    waiting: open.map(({ cell }) => cell),
    finished: surveyed
      .filter(({ state }) => state.status === "done")
      .map(({ cell }) => ({ cell, seconds: readSeconds(join(places.out, cell.folder)) })),
  });
  const jobs = open.flatMap((planned) => jobOf(planned, places));
  // Seed by seed, so that an early end leaves whole rounds of all methods.
  const rounds = [...new Set(jobs.map(({ cell }) => cell.seed))];
  jobs.sort((a, b) => rounds.indexOf(a.cell.seed) - rounds.indexOf(b.cell.seed));
  // One of an earlier configuration would make the folder look taken.
  for (const { request } of jobs) clearFailure(request.out);
  await runCells(jobs, places.jobs, ports, {
    onStart: ({ cell }) => events.onStart(cell),
    onMessage: ({ cell }, message) => events.onMessage(cell, message),
    onEnd: (job, end) => events.onEnd(job.cell, settle(job, end, places)),
  });
}

function jobOf<C extends RunCell>(
  { cell, config, state }: SurveyedCell<C>,
  places: ComparePlaces,
): CellJob<C>[] {
  if (config === null) return [];
  const request = {
    configText: stringify(config),
    source: places.source,
    overrides: [],
    base: places.base,
    out: join(places.out, cell.folder),
    resume: state.status === "stopped",
    // They are the same for all methods and seeds of a setting, and would be most of the comparison's bytes.
    exampleImages: false,
  };
  return [{ cell, config, request }];
}

/** Keep in the run's folder what came of it. */
function settle(
  { config, request }: Pick<CellJob, "config" | "request">,
  end: TrainingEnd,
  places: ComparePlaces,
): CellEnd {
  if (end.type === "stopped") return { type: "stopped" };
  if (end.type === "finished") {
    clearFailure(request.out);
    return { type: "finished", seconds: end.results.seconds };
  }
  const reason = oneLine(end.message, places);
  const again = end.lost === true || end.code === "storage" || isRunFolderLocked(request.out);
  if (again) return { type: "unfinished", reason };
  recordFailure(request.out, config, { code: end.code, reason });
  return { type: "failed", reason };
}

/** The first line of a message; folders of this machine are left out, so that every machine writes the same. */
function oneLine(message: string, { out, base }: ComparePlaces): string {
  const [line = ""] = message.split("\n");
  return [out, base].reduce((text, folder) => text.replaceAll(`${folder}/`, ""), line).trim();
}
