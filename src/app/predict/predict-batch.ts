import { at, sizeOf } from "../../base/ndarray.js";
import type { Factor } from "../../data/dataset.js";
import { argmaxRows, sigmoids, softmaxRows } from "../../evaluation/class-scores.js";
import { attributeInput, batchInputs, logitsOutput } from "../../methods/method.js";
import { numberOutput } from "../../methods/number-head.js";
import type { Model, ModelInput } from "../../runtime/open-model.js";
import type { RunLabel } from "../../training/validate.js";
import type { OpenedRun } from "../open-run.js";

/** Images of a batch. Always as many, so that what is said of one does not hang on how many others there are. */
export const batchSize = 32;

/**
 * Collects images, and predicts when a batch is full.
 * @param told of each attribute that the model must be told, the code of each row.
 * @param onRow is handed the fields that {@link answerHeader} names.
 */
export function createBatch(
  { blueprint }: OpenedRun,
  model: Model,
  told: ReadonlyMap<string, Int32Array>,
  onRow: (row: number, fields: readonly string[]) => void,
) {
  const { imageShape, label } = blueprint;
  const size = sizeOf(imageShape);
  const pixels = new Float32Array(batchSize * size);
  const columns = [...told].map(([name, codes]) => ({
    name,
    codes,
    values: new Int32Array(batchSize).fill(-1),
  }));
  const rows: number[] = [];
  const flush = async (): Promise<void> => {
    if (rows.length === 0) return;
    const inputs: Record<string, ModelInput> = {
      [batchInputs.image]: { dtype: "float32", shape: [batchSize, ...imageShape], data: pixels },
    };
    for (const { name, values } of columns) {
      inputs[attributeInput(name)] = { dtype: "int32", shape: [batchSize], data: values };
    }
    const outputs = await model.run(inputs);
    const output = label.scale === undefined ? logitsOutput(label.name) : numberOutput(label.name);
    const answers = answersOf(label, outputs[output]?.data ?? new Float32Array());
    for (const [slot, row] of rows.entries()) onRow(row, at(answers, slot));
    rows.length = 0;
  };
  return {
    flush,
    async add(row: number, image: Float32Array): Promise<void> {
      const slot = rows.length;
      pixels.set(image, slot * size);
      for (const { codes, values } of columns) values[slot] = at(codes, row);
      rows.push(row);
      if (rows.length === batchSize) await flush();
    },
  };
}

/** The fields that {@link answerHeader} names of each image of a batch, from what the head says. */
export function answersOf(label: RunLabel, values: ArrayLike<number>): string[][] {
  if (label.scale !== undefined) return Array.from(values, (value) => [String(value)]);
  return label.labels === undefined
    ? classAnswers(label, values)
    : labelAnswers(label.labels.length, values);
}

/** A probability each answer, from a logit each. */
function labelAnswers(labels: number, logits: ArrayLike<number>): string[][] {
  const probabilities = sigmoids(logits);
  return Array.from({ length: logits.length / labels }, (_, slot) =>
    Array.from(probabilities.subarray(slot * labels, (slot + 1) * labels), String),
  );
}

function classAnswers({ valueNames }: Factor, logits: ArrayLike<number>): string[][] {
  const classes = valueNames.length;
  const probabilities = softmaxRows(logits, classes);
  return Array.from(argmaxRows(logits, classes), (answer, slot) => {
    const own = probabilities.subarray(slot * classes, (slot + 1) * classes);
    return [at(valueNames, answer), ...scoreFields(own)];
  });
}

/**
 * Names of what is said of an image: the class, and `score`, the probability of the second of two classes, or
 * `score_<class>` each; of a number the number, in its own unit; of several answers `score_<name>` alone, the probability of each.
 */
export function answerHeader({ scale, labels, valueNames: classNames }: RunLabel): string[] {
  if (scale !== undefined) return ["prediction"];
  if (labels !== undefined) return labels.map((name) => `score_${name}`);
  const scores = classNames.map((name) => `score_${name}`);
  return ["prediction", ...(classNames.length === 2 ? ["score"] : scores)];
}

/** Of the probabilities of one image those that {@link answerHeader} names. */
function scoreFields(probabilities: ArrayLike<number>): string[] {
  const all = Array.from(probabilities);
  return (all.length === 2 ? [at(all, 1)] : all).map(String);
}
