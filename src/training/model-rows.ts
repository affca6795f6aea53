import type { ArrayTree } from "../base/ndarray.js";
import type { SetImages } from "../data/batch.js";
import type { ModelRows } from "../methods/two-stage.js";
import type { Executable } from "../runtime/compile.js";
import type { TrainingJob } from "./job.js";
import { predictSet } from "./predict-set.js";

/** Names of a run's attributes, in the order of its columns. */
export function attributeNames({ factors }: Pick<TrainingJob, "factors">): string[] {
  return factors.attributes.map(({ name }) => name);
}

/** A set as the model sees it in this state. */
export async function modelRows(
  job: TrainingJob,
  predict: Executable,
  state: ArrayTree,
  images: SetImages,
): Promise<ModelRows> {
  const outputs = await predictSet(predict, state, images, attributeNames(job));
  const { label, attributes } = images.set;
  return { outputs, label, attributes };
}
