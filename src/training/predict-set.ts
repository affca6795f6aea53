import { at, sizeOf } from "../base/ndarray.js";
import { countEvaluationBatches, createBatch, fillBatch, type SetImages } from "../data/batch.js";
import type { Executable, HostArray } from "../runtime/compile.js";
import type { ArrayTree } from "../base/ndarray.js";
import { attributeInput, batchInputs, isAttention } from "../methods/method.js";

/** Outputs of a prediction program over a set, all but the attention: [n, width] by output name. */
export type SetOutputs = Readonly<
  Record<string, { readonly width: number; readonly values: Float32Array }>
>;

/** Sees all outputs of a batch, the attention too: its first `real` rows are those that are predicted, from `first` on. */
export type BatchWatcher = (
  outputs: Readonly<Record<string, HostArray>>,
  first: number,
  real: number,
) => void;

/**
 * Run `predict` over a set, or some of its rows, in batches of the program's own size; the last one is padded and the padding
 * thrown away.
 * @param attributeNames of the set's attribute columns, in their order: where the program reads one, it is fed.
 * @param watch called after each batch, in order; what it wants to keep it copies.
 * @param positions rows to predict, in this order; default all.
 */
export async function predictSet(
  predict: Executable,
  state: ArrayTree,
  images: SetImages,
  attributeNames: readonly string[] = [],
  watch: BatchWatcher = () => undefined,
  positions: Int32Array = Int32Array.from(images.set.rows, (_, position) => position),
): Promise<SetOutputs> {
  const [image] = predict.program.inputs.filter(({ name }) => name === batchInputs.image);
  const batchSize = at(image?.tensor.shape ?? [], 0);
  const rows = positions.length;
  const batch = createBatch(images, batchSize);
  const feeds: Record<string, HostArray> = Object.fromEntries(
    predict.program.inputs.flatMap(({ name }) => {
      const values = state[name];
      return values === undefined ? [] : [[name, values] as const];
    }),
  );
  const columns = attributeNames.flatMap((name, index) =>
    predict.program.inputs.some((port) => port.name === attributeInput(name))
      ? [[attributeInput(name), at(batch.attributes, index)] as const]
      : [],
  );
  Object.assign(feeds, Object.fromEntries(columns));
  const kept = predict.program.outputs.filter(({ name }) => !isAttention(name));
  const outputs = Object.fromEntries(
    kept.map(({ name, tensor }) => {
      const width = sizeOf(tensor.shape.slice(1));
      return [name, { width, values: new Float32Array(rows * width) }];
    }),
  );
  for (let index = 0; index < countEvaluationBatches(rows, batchSize); index++) {
    const real = fillBatch(batch, images, positions, index);
    const results = await predict.run({ ...feeds, [batchInputs.image]: batch.images });
    for (const [name, { width, values }] of Object.entries(outputs)) {
      const result = results[name] as Float32Array;
      values.set(result.subarray(0, real * width), index * batchSize * width);
    }
    watch(results, index * batchSize, real);
  }
  return outputs;
}
