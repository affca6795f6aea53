import pc from "picocolors";
import { startTraining, type TrainingHandle } from "../app/train.js";
import type { FromTraining, TrainingRequest } from "../app/training-process.js";
import type { CliContext } from "./context.js";
import { exitCodeOf, exitCodes } from "./exit-codes.js";
import type { ProgressLine } from "./progress-bar.js";
import { createTrainDisplay } from "./train-display.js";
import { whileListening } from "./while-listening.js";

/** A training that came to its end. */
export type FinishedTraining = Extract<FromTraining, { type: "finished" }>;

/**
 * Train in a process of its own, shown on `line`. The first Ctrl-C or SIGTERM asks it for a checkpoint, a second one ends
 * it at once.
 * @param onStopped what a person who stopped it must know.
 * @returns the end, or the exit code of a training that failed or was stopped, which is said.
 */
export async function runToEnd(
  { terminal }: CliContext,
  line: ProgressLine,
  request: TrainingRequest,
  onStopped: string,
): Promise<FinishedTraining | number> {
  let handle: TrainingHandle | null = null;
  const onSignal = (count: number) => {
    if (count > 1) {
      handle?.kill();
      return;
    }
    line.print("stopping after this batch; Ctrl-C again to stop at once");
    handle?.stop();
  };
  const end = await whileListening(onSignal, () => {
    handle = startTraining(request, createTrainDisplay(line));
    return handle.ended;
  });
  line.clear();
  switch (end.type) {
    case "failed":
      terminal.write(`${pc.red("error")}: ${end.message}\n`);
      return exitCodeOf(end.code);
    case "stopped":
      terminal.write(
        end.epoch === null
          ? "stopped before training began; nothing was written\n"
          : `stopped in epoch ${end.epoch}${onStopped}\n`,
      );
      return exitCodes.interrupted;
    case "finished":
      return end;
  }
}
