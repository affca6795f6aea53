/** The one-stage baselines on ONNX Runtime: short runs from sampling to prediction, and the exported model. */
import { describe, expect, it } from "vitest";
import { memoryFiles, quietPorts, tinyContext, tinyJob } from "../fixtures/training/tiny-job.js";
import { exportModel } from "../src/app/export-model.js";
import { at } from "../src/base/ndarray.js";
import { createRng } from "../src/base/rng.js";
import { baselines } from "../src/methods/baselines.js";
import { erm } from "../src/methods/erm.js";
import { attributeInput, type BuiltMethod } from "../src/methods/method.js";
import { compile } from "../src/runtime/compile.js";
import { decodeCheckpoint } from "../src/training/checkpoint.js";
import type { TrainingJob } from "../src/training/job.js";
import { runTraining } from "../src/training/loop.js";
import { attributeNames } from "../src/training/model-rows.js";
import { predictSet } from "../src/training/predict-set.js";
import { runFileNames } from "../src/training/run-files.js";

type Name = keyof typeof baselines;
const context = { ...tinyContext(), head: "linear" } as const;
const build = (name: Name, settings: object = {}) => {
  const method = baselines[name];
  // The labels of the set come equally often; class weights need some that do not.
  const uneven = { ...context, epochLabels: [150, 50] };
  return method.build(method.config.parse({ name, ...settings }) as never, uneven);
};
/** Weights after a short run, stopped where `stops` says and resumed. */
async function weightsOf(
  method: BuiltMethod,
  overrides: Partial<TrainingJob> = {},
  stops: readonly number[] = [],
) {
  const files = memoryFiles();
  for (const stop of [...stops, Infinity]) {
    const job = await tinyJob({ method, epochs: 1, sampling: "natural", ...overrides });
    await runTraining(job, quietPorts(files, stop));
  }
  const bytes = files.read(runFileNames.lastCheckpoint) ?? new Uint8Array();
  return decodeCheckpoint(bytes, "last").arrays;
}

const plainWeights = weightsOf(erm.build({ name: "erm" }, context));

describe("baselines", () => {
  it.each(Object.keys(baselines) as Name[])(
    "%s trains to the same bytes at 2 threads and after a stop, and not to those of erm",
    async (name) => {
      const method = build(name);
      const straight = await weightsOf(method);
      expect(await weightsOf(method, { threads: 2 }, [3])).toEqual(straight);
      const weight = "encoder.fc1.weight";
      expect(straight[weight]).not.toEqual((await plainWeights)[weight]);
    },
  );

  it("with neutral settings train to the bytes of erm", async () => {
    const expected = await plainWeights;
    for (const [name, settings] of [
      ["irm", { lambda: 0 }],
      ["mixup", { alpha: 0 }],
    ] as const) {
      expect(await weightsOf(build(name, settings))).toEqual(expected);
    }
  });

  it("go with undersample, whose epochs are as long as their rows", async () => {
    const job = await tinyJob({ method: build("reweight"), sampling: "undersample", epochs: 2 });
    const outcome = await runTraining(job, quietPorts(memoryFiles()));
    const smallest = Math.min(...context.trainingGroups);
    const steps = 2 * Math.floor((8 * smallest) / job.batch);
    expect(outcome).toMatchObject({ status: "finished", encoderSteps: steps });
    expect(steps).toBeGreaterThan(0);
  });
});

describe("mdn, whose predictions need attributes", () => {
  it("reads them from the set, and has them as an input of the exported model", async () => {
    const job = await tinyJob({ method: build("mdn") });
    const { method, backend, validation, factors } = job;
    const fresh = method.initialState(createRng(2));
    const beta = "encoder.metadataNorm.beta";
    const state = { ...fresh, [beta]: (fresh[beta] ?? new Float32Array()).map(() => 0.5) };
    const predict = await compile(method.predict, backend, { threads: 1 });
    const expected = await predictSet(predict, state, validation, attributeNames(job));
    const without = await predictSet(predict, fresh, validation, attributeNames(job));
    await predict.dispose();
    expect(expected["features"]).not.toEqual(without["features"]);

    const { set } = validation;
    const rows = set.rows.length;
    const size = validation.imageShape.reduce((product, extent) => product * extent, 1);
    const images = new Float32Array(rows * size);
    for (let row = 0; row < rows; row++) validation.writeImage(row, images, row * size);
    const { Tensor } = backend.ort;
    const attributes = factors.attributes.map(
      ({ name }, index) =>
        [attributeInput(name), new Tensor("int32", at(set.attributes, index), [rows])] as const,
    );
    const session = await backend.ort.InferenceSession.create(
      exportModel(method, state, factors, {}),
      {},
    );
    const outputs = await session.run({
      image: new Tensor("float32", images, [rows, ...validation.imageShape]),
      ...Object.fromEntries(attributes),
    });
    const found = outputs["logits/lesion"]?.data as Float32Array;
    for (const [index, value] of (expected["logits/lesion"]?.values ?? []).entries()) {
      expect(Math.abs(at(found, index) - value)).toBeLessThan(1e-5);
    }
    expect(found).toHaveLength(2 * rows);
    await session.release();
  });
});
