import type { RunConfig } from "../../config/run-config.js";
import type { startTraining, TrainingEnd } from "../train.js";
import type { FromTraining, TrainingRequest } from "../training-process.js";
import type { Cell, RunCell } from "./cells.js";

/** A cell that is to be trained. */
export interface CellJob<C extends RunCell = Cell> {
  readonly cell: C;
  readonly config: RunConfig;
  readonly request: TrainingRequest;
}

/** What can be seen of cells that are being trained. */
export interface CellEvents<C extends RunCell = Cell> {
  onStart(job: CellJob<C>): void;
  onMessage(job: CellJob<C>, message: FromTraining): void;
  onEnd(job: CellJob<C>, end: TrainingEnd): void;
}

/** How running cells are ended early. */
export interface CompareSignals {
  /** Ask all for a checkpoint; start no more. */
  readonly stop: AbortSignal;
  /** End all at once; their last checkpoints stay. */
  readonly kill: AbortSignal;
}

/**
 * Train cells in their order, `limit` processes side by side. A cell that fails does not end the others. Once
 * `stop` is raised no cell is started, and those that run are seen to their end. An error of `events` ends all.
 */
export async function runCells<C extends RunCell>(
  jobs: readonly CellJob<C>[],
  limit: number,
  ports: { readonly start: typeof startTraining } & CompareSignals,
  events: CellEvents<C>,
): Promise<void> {
  const waiting = [...jobs];
  const broken = new AbortController();
  const kill = AbortSignal.any([ports.kill, broken.signal]);
  const work = async () => {
    try {
      for (let job = waiting.shift(); job !== undefined; job = waiting.shift()) {
        if (ports.stop.aborted || kill.aborted) return;
        await runCell(job, { ...ports, kill }, events);
      }
    } catch (error) {
      broken.abort();
      throw error;
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, jobs.length) }, work));
}

async function runCell<C extends RunCell>(
  job: CellJob<C>,
  { start, stop, kill }: { readonly start: typeof startTraining } & CompareSignals,
  events: CellEvents<C>,
): Promise<void> {
  events.onStart(job);
  const handle = start(job.request, (message) => events.onMessage(job, message));
  const onStop = () => handle.stop();
  const onKill = () => handle.kill();
  stop.addEventListener("abort", onStop);
  kill.addEventListener("abort", onKill);
  try {
    events.onEnd(job, await handle.ended);
  } finally {
    stop.removeEventListener("abort", onStop);
    kill.removeEventListener("abort", onKill);
  }
}
