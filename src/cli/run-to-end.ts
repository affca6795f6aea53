import { startTraining, type TrainingEnd } from "../app/train.js";
import type { FromTraining, TrainingRequest } from "../app/training-process.js";

/**
 * Start a training process and see it through. The first Ctrl-C or SIGTERM asks it for a checkpoint, a
 * second one ends it at once.
 */
export async function runToEnd(
  request: TrainingRequest,
  onMessage: (message: FromTraining) => void,
  onStopping: () => void,
): Promise<TrainingEnd> {
  const handle = startTraining(request, onMessage);
  let asked = false;
  const onSignal = () => {
    if (asked) {
      handle.kill();
    } else {
      asked = true;
      onStopping();
      handle.stop();
    }
  };
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  try {
    return await handle.ended;
  } finally {
    process.off("SIGINT", onSignal);
    process.off("SIGTERM", onSignal);
  }
}
