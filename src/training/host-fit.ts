import { InternalError, NumericError } from "../base/errors.js";
import type { ArrayTree } from "../base/ndarray.js";
import { createRng } from "../base/rng.js";
import type { Executable } from "../runtime/compile.js";
import type { TrainingJob } from "./job.js";
import { modelRows } from "./model-rows.js";
import { stageSpans } from "./stages.js";

/**
 * What the method asks of epochs and rows, before anything is trained.
 * @throws ConfigError for fewer epochs than stages. @throws DataError for rows that its fit cannot do without.
 */
export function checkJob({ method, epochs, train, validation }: TrainingJob): void {
  stageSpans(method, epochs);
  method.hostFit?.check({ training: train.set, validation: validation.set });
}

/**
 * The selected state after the method's fit on training and validation rows, if it has one. Its random numbers
 * depend on the seed alone, so that a run which is resumed at its end gives the same.
 * @throws NumericError for a fitted value that is not finite.
 */
export async function applyHostFit(
  job: TrainingJob,
  predict: Executable,
  state: ArrayTree,
): Promise<ArrayTree> {
  const { hostFit } = job.method;
  if (hostFit === undefined) return state;
  const training = await modelRows(job, predict, state, job.train);
  const validation = await modelRows(job, predict, state, job.validation);
  const fitted = hostFit.fit(state, { training, validation }, createRng(job.seed).child("fit"));
  for (const [name, values] of Object.entries(fitted)) {
    if (state[name]?.length !== values.length) {
      throw new InternalError("fit after training", `no state ${name} of this length`, {
        expected: state[name]?.length ?? "none",
        got: values.length,
      });
    }
    const wrong = values.find((value) => !Number.isFinite(value));
    if (wrong !== undefined) {
      throw new NumericError("fit after training", name, { got: String(wrong) });
    }
  }
  return { ...state, ...fitted };
}
