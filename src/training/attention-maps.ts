import { at, type ArrayTree } from "../base/ndarray.js";
import type { SetImages } from "../data/batch.js";
import { attentionOutput } from "../methods/method.js";
import type { Executable } from "../runtime/compile.js";
import { labelAnswers } from "./answer-outputs.js";
import type { TrainingJob } from "./job.js";
import { attributeNames } from "./model-rows.js";
import { predictSet, type BatchWatcher } from "./predict-set.js";

/** What a network says of some rows of a set, and where it looks. */
export interface AttentionMaps {
  /** Of a row, counted in the positions that were asked for, and a label: 0..1. */
  probabilityOf(row: number, label: number): number;
  /** Of the same: [places]. */
  mapOf(row: number, label: number): Float32Array;
}

/** Probabilities and attention of the rows at `positions` of a set, by a network in this state. */
export async function attentionMaps(
  job: Pick<TrainingJob, "factors">,
  predict: Executable,
  state: ArrayTree,
  images: SetImages,
  positions: Int32Array,
): Promise<AttentionMaps> {
  const { label } = job.factors;
  const labels = label.labels?.length ?? 0;
  const name = attentionOutput(label.name);
  const rows: Float32Array[] = [];
  const watch: BatchWatcher = (outputs, _, real) => {
    const all = outputs[name] as Float32Array;
    const [batch = 1] =
      predict.program.outputs.find((port) => port.name === name)?.tensor.shape ?? [];
    const width = all.length / batch;
    for (let row = 0; row < real; row++) rows.push(all.slice(row * width, (row + 1) * width));
  };
  const names = attributeNames(job);
  const outputs = await predictSet(predict, state, images, names, watch, positions);
  const { scores } = labelAnswers(job.factors, images, outputs);
  return {
    probabilityOf: (row, own) => at(scores, row * labels + own),
    mapOf: (row, own) => {
      const places = at(rows, row).length / labels;
      return at(rows, row).subarray(own * places, (own + 1) * places);
    },
  };
}
