/** Entry of the training process: it computes and writes, and never blocks the one that shows progress. */
import { UnconfoundError } from "../base/errors.js";
import type { FromTraining, ToTraining } from "./training-process.js";

let stopped = false;
// Ctrl-C reaches the whole process group; the parent turns it into a `stop` message. First of all: what trains takes a second to load.
process.on("SIGINT", () => undefined);
process.on("SIGTERM", () => void (stopped = true));

function send(message: FromTraining): void {
  process.send?.(message);
}

process.on("message", (message: ToTraining) => {
  if (message.type === "stop") {
    stopped = true;
    return;
  }
  const { request } = message;
  import("./run-training.js")
    .then(({ runTrainingRequest }) => runTrainingRequest(request, { send, stopped: () => stopped }))
    .catch((error: unknown) => {
      const known = error instanceof UnconfoundError;
      const text =
        error instanceof Error
          ? known
            ? error.message
            : (error.stack ?? error.message)
          : String(error);
      send({ type: "failed", code: known ? error.code : "internal", message: text });
    })
    .finally(() => process.disconnect());
});
// Without its parent nobody sees or stops this process; the last checkpoint is on disk.
process.on("disconnect", () => process.exit(0));
