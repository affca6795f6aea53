import { at, type ArrayTree } from "../base/ndarray.js";
import type { SetImages } from "../data/batch.js";
import {
  attentionOutput,
  furtherAttentionOutput,
  furtherMap,
  isAttention,
} from "../methods/method.js";
import type { Executable } from "../runtime/compile.js";
import { labelAnswers } from "./answer-outputs.js";
import type { TrainingJob } from "./job.js";
import { attributeNames } from "./model-rows.js";
import { predictSet, type BatchWatcher } from "./predict-set.js";

/** What a network says of some rows of a set, and where it looks. */
export interface AttentionMaps {
  /** Of a row, counted in the positions that were asked for, and a label: 0..1. */
  probabilityOf(row: number, label: number): number;
  /** Of the same: [places]. @param further one of {@link AttentionMaps.further}; absent: the attention. */
  mapOf(row: number, label: number, further?: string): Float32Array;
  /** Names of the further maps that the network shows of a label. */
  readonly further: readonly string[];
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
  const ports = predict.program.outputs.filter(({ name: own }) => isAttention(own));
  const rows = new Map(ports.map((port) => [port.name, [] as Float32Array[]]));
  const watch: BatchWatcher = (outputs, _, real) => {
    for (const { name: own, tensor } of ports) {
      const all = outputs[own] as Float32Array;
      const width = all.length / at(tensor.shape, 0);
      for (let row = 0; row < real; row++) {
        rows.get(own)?.push(all.slice(row * width, (row + 1) * width));
      }
    }
  };
  const names = attributeNames(job);
  const outputs = await predictSet(predict, state, images, names, watch, positions);
  const { scores } = labelAnswers(job.factors, images, outputs);
  return {
    further: ports.flatMap(({ name: own }) => furtherMap(label.name, own) ?? []),
    probabilityOf: (row, own) => at(scores, row * labels + own),
    mapOf: (row, own, further) => {
      const output = further === undefined ? name : furtherAttentionOutput(label.name, further);
      const map = at(rows.get(output) ?? [], row);
      const places = map.length / labels;
      return map.subarray(own * places, (own + 1) * places);
    },
  };
}
