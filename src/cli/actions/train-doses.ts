import pc from "picocolors";
import { runDoses, type DoseRequest } from "../../app/audit/deep/run-doses.js";
import { startTraining } from "../../app/train.js";
import type { DoseResponse } from "../../evaluation/audit/audit-results.js";
import { exitCodes } from "../exit-codes.js";
import { showDuration, type ProgressLine } from "../progress-bar.js";
import { whileListening } from "../while-listening.js";

/**
 * Train the runs of `audit --deep`, the budget before them and a line for each that ends. Ctrl-C leaves checkpoints; the same command goes on.
 * @returns by attribute; an exit code where runs are still open.
 */
export async function trainDoses(
  line: ProgressLine,
  request: DoseRequest,
): Promise<ReadonlyMap<string, DoseResponse> | number> {
  const [stop, kill] = [new AbortController(), new AbortController()];
  const onSignal = (count: number) => {
    if (count > 1) kill.abort();
    else {
      line.print("stopping after this batch; Ctrl-C again to stop at once");
      stop.abort();
    }
  };
  let [ended, total] = [0, 0];
  const ports = { start: startTraining, stop: stop.signal, kill: kill.signal };
  const { responses, failed } = await whileListening(onSignal, () =>
    runDoses(request, ports, {
      onBudget: ({ runs, open, secondsEach, trainingRows }) => {
        total = runs;
        ended = runs - open;
        const done = ended === 0 ? "" : `, ${ended} of them done before`;
        const left = (open * secondsEach) / Math.max(1, Math.min(request.jobs, open));
        line.print(`${runs} runs of ${trainingRows} rows${done}, in ${request.out}`);
        if (open === 0) return;
        line.print(pc.dim(`${open} × about ${showDuration(secondsEach)} of training, ${request.jobs} side by side: about ${showDuration(left)}`)); // prettier-ignore
      },
      onWave: () => undefined,
      onStart: ({ title }) => line.update(`training ${title}`),
      onMessage: ({ title }, message) => {
        if (message.type !== "progress") return;
        const { epoch, epochs } = message.progress;
        line.update(`training ${title}: epoch ${epoch} of ${epochs}`);
      },
      onEnd: ({ title }, end) => {
        ended += 1;
        const how =
          end.type === "finished"
            ? `trained in ${showDuration(end.seconds)}`
            : end.type === "stopped"
              ? "stopped"
              : pc.red(`${end.type === "failed" ? "failed" : "not finished"}: ${end.reason}`);
        line.print(`run ${ended} of ${total}  ${title}: ${how}`);
      },
    }),
  );
  for (const { title, reason } of failed) line.print(`${pc.red("failed")} ${title}: ${reason}`);
  if (responses !== null) return responses;
  line.print("runs are left; the same command goes on with them");
  return stop.signal.aborted ? exitCodes.interrupted : exitCodes.failure;
}
