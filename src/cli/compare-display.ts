import pc from "picocolors";
import { estimateTime, type TimeEstimate } from "../app/compare/time-left.js";
import type { Cell } from "../app/compare/cells.js";
import type { CellEnd, CompareEvents, WaveOverview } from "../app/compare/run-wave.js";
import type { TrainingProgress } from "../training/loop.js";
import { bar, showDuration, type ProgressBlock } from "./progress-bar.js";

/** Runs of this kind take about the same time. */
const kindOf = ({ setting, variant }: Cell) => `${setting.name}/${variant.label}`;

/**
 * Show a comparison as it runs: a budget line as soon as the time of a run is known, a line when a run ends, and on a
 * terminal one line a running cell with an overall line below.
 * @param now clock in seconds.
 */
export function createCompareDisplay(
  block: ProgressBlock,
  jobs: number,
  now: () => number = () => performance.now() / 1000,
): CompareEvents {
  let overview: WaveOverview = { wave: "runs", total: 0, waiting: [], finished: [] };
  let waiting: Cell[] = [];
  let finished: { readonly cell: Cell; readonly seconds: number }[] = [];
  let ended = 0;
  let budgetShown = false;
  const running = new Map<Cell, TrainingProgress | null>();
  const clock = aroundTraining(now);

  const estimate = (): TimeEstimate | null =>
    estimateTime(
      {
        finished: finished.map(({ cell, seconds }) => ({ kind: kindOf(cell), seconds })),
        running: [...running].map(([cell, progress]) => ({
          kind: kindOf(cell),
          ...doneOf(progress),
        })),
        waiting: waiting.map(kindOf),
        around: clock.around,
      },
      jobs,
    );
  const showBudget = () => {
    const time = estimate();
    if (budgetShown || time === null || overview.waiting.length === 0) return;
    budgetShown = true;
    const open = waiting.length + running.size;
    block.print(
      pc.dim(
        `${open} run${open === 1 ? "" : "s"} × about ${showDuration(time.run)}, ${jobs} side by side: about ${showDuration(time.left)} left`,
      ),
    );
  };
  const draw = () => {
    const rows = [...running].map(([cell, progress]) => runningText(cell, progress));
    const number = Math.min(overview.total, ended + Math.max(1, running.size));
    block.update([...rows, overallText(overview, number, estimate())]);
  };

  return {
    onWave: (started) => {
      overview = started;
      waiting = [...started.waiting];
      finished = [...started.finished];
      ended = started.total - started.waiting.length;
      budgetShown = false;
      block.print(waveText(started));
      showBudget();
    },
    onStart: (cell) => {
      waiting = waiting.filter((other) => other !== cell);
      running.set(cell, null);
      clock.start(cell);
      draw();
    },
    onMessage: (cell, message) => {
      if (message.type === "progress") {
        running.set(cell, message.progress);
        clock.progress(cell);
      }
      if (message.type === "epoch") showBudget();
      draw();
    },
    onEnd: (cell, end) => {
      running.delete(cell);
      ended += 1;
      if (end.type === "finished") {
        finished.push({ cell, seconds: end.seconds });
        clock.end(cell);
      }
      block.print(`${wordOf(overview)} ${ended} of ${overview.total}  ${endText(cell, end)}`);
      showBudget();
      if (running.size > 0) draw();
    },
  };
}

/** Seconds that runs take before their first and after their last sign of training. */
function aroundTraining(now: () => number) {
  const times = new Map<Cell, { readonly started: number; first?: number; last?: number }>();
  const around: number[] = [];
  return {
    around,
    start: (cell: Cell) => void times.set(cell, { started: now() }),
    progress: (cell: Cell) => {
      const own = times.get(cell);
      if (own === undefined) return;
      own.first ??= now();
      own.last = now();
    },
    end: (cell: Cell) => {
      const { started = 0, first, last } = times.get(cell) ?? {};
      if (first !== undefined && last !== undefined) around.push(first - started + now() - last);
    },
  };
}

function wordOf({ wave }: WaveOverview): string {
  return wave === "search" ? "trial" : "cell";
}

function waveText({ wave, total, waiting }: WaveOverview): string {
  const plural = total === 1 ? "" : "s";
  const what = wave === "search" ? `trial${plural} of the search` : `run${plural}`;
  const done = total - waiting.length;
  return done === 0 ? `${total} ${what}` : `${total} ${what}, ${done} of them done before`;
}

function overallText(overview: WaveOverview, number: number, time: TimeEstimate | null): string {
  const left = time === null ? "" : `, about ${showDuration(time.left)} left`;
  return pc.bold(`${wordOf(overview)} ${number} of ${overview.total}${left}`);
}

function runningText({ title }: Cell, progress: TrainingProgress | null): string {
  if (progress === null) return `  ${bar(0, 16)}  ${title}  ${pc.dim("preparing")}`;
  const { share } = doneOf(progress);
  return `  ${bar(share, 16)}  ${title}  ${pc.dim(`epoch ${progress.epoch}/${progress.epochs}`)}`;
}

function doneOf(progress: TrainingProgress | null) {
  if (progress === null) return { share: 0, seconds: 0, epochs: 0 };
  const { epoch, epochs, batch, batches, seconds } = progress;
  const share = (epoch - 1 + batch / batches) / epochs;
  return { share, seconds, epochs: Math.floor(share * epochs) };
}

function endText({ title }: Cell, end: CellEnd): string {
  switch (end.type) {
    case "finished":
      return `${title}: trained in ${showDuration(end.seconds)}`;
    case "stopped":
      return `${title}: stopped`;
    case "failed":
      return `${title}: ${pc.red("failed")}: ${end.reason}`;
    case "unfinished":
      return `${title}: ${pc.red("not finished")}: ${end.reason}`;
  }
}
