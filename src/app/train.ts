import { fork } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { runFileNames } from "../training/run-files.js";
import type { FromTraining, ToTraining, TrainingRequest } from "./training-process.js";

/** How a training process ended. */
export type TrainingEnd = Extract<FromTraining, { type: "finished" | "stopped" | "failed" }>;

/** A running training process. */
export interface TrainingHandle {
  readonly ended: Promise<TrainingEnd>;
  /** Ask for a checkpoint and an end after the current batch. */
  stop(): void;
  /** End it at once; the last checkpoint stays. */
  kill(): void;
}

/** Start `request` in a process of its own. `onMessage` gets everything but the end. */
export function startTraining(
  request: TrainingRequest,
  onMessage: (message: FromTraining) => void,
): TrainingHandle {
  const child = fork(new URL("./training-child.js", import.meta.url), {
    serialization: "advanced",
  });
  let stopAsked = false;
  const ended = new Promise<TrainingEnd>((resolve) => {
    let end: TrainingEnd | null = null;
    child.on("message", (message: FromTraining) => {
      if (message.type === "finished" || message.type === "stopped" || message.type === "failed") {
        end = message;
      } else {
        onMessage(message);
      }
    });
    child.on("exit", (code, signal) => {
      if (end === null && isStop(signal, stopAsked)) {
        resolve({ type: "stopped", epoch: null });
        return;
      }
      const how = signal === null ? `exit code ${code}` : `signal ${signal}`;
      resolve(
        end ?? {
          type: "failed",
          code: "internal",
          lost: true,
          message: `training: the process ended with ${how}. ${whatIsKept(request.out)}`,
        },
      );
    });
  });
  const tell = (message: ToTraining) => {
    // One that has ended just now cannot take it (EPIPE): its end is told by `exit`.
    if (child.connected) child.send(message, () => undefined);
  };
  tell({ type: "start", request });
  const stop = () => {
    stopAsked = true;
    tell({ type: "stop" });
  };
  return { ended, stop, kill: () => void child.kill("SIGKILL") };
}

/**
 * Was the process stopped before it could listen? Ctrl-C reaches it as it does this one, and as long as Node starts it ends by it; nothing is
 * written so early.
 */
function isStop(signal: NodeJS.Signals | null, stopAsked: boolean): boolean {
  return signal === "SIGINT" || (signal === "SIGTERM" && stopAsked);
}

function whatIsKept(out: string): string {
  return existsSync(join(out, runFileNames.lastCheckpoint))
    ? "The last checkpoint is kept; run again with --resume."
    : "There was no checkpoint yet.";
}
