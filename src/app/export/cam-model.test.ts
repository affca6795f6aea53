import { describe, expect, it } from "vitest";
import {
  exampleBlueprint,
  severalBlueprint as several,
} from "../../../fixtures/app/example-blueprint.js";
import type { NdArray } from "../../base/ndarray.js";
import { createRng } from "../../base/rng.js";
import { parseRunConfig } from "../../config/parse-config.js";
import { emitOnnx } from "../../graph/onnx/emit.js";
import { readMetadata } from "../../graph/onnx/read-metadata.js";
import { batchInputs } from "../../methods/method.js";
import { encoderNames } from "../../nn/encoders/encoder.js";
import { encoders } from "../../nn/encoders/registry.js";
import { loadBackend } from "../../runtime/load.js";
import { openModel } from "../../runtime/open-model.js";
import { buildRunMethod, type MethodBlueprint } from "../build-run-method.js";
import { weightTree, type OpenedRun } from "../open-run.js";
import { withClassMaps } from "./cam-model.js";
import { checkRuntimes } from "./check-runtimes.js";

/** A run that has learnt nothing yet, four rows an evaluation batch. */
function runOf(encoder: string, method: string, blueprint: MethodBlueprint): OpenedRun {
  // One stage of four: the same layers, and the same head.
  const options = encoder.startsWith("resnet") ? ", options: { stages: 1 }" : "";
  const config = parseRunConfig(
    `data: { dataset: phantom, attributes: [marker], plan: { train: 0.9, tests: { iid: 0.9 } } }
model: { encoder: ${encoder}, features: 4, head: linear${options} }
method: ${method}
train: { epochs: 1, batch: 8, optimizer: { name: adam, lr: 1e-3 } }
`,
    "run.yml",
  );
  const built = buildRunMethod(config, blueprint, null, 4);
  const state = built.initialState(createRng(2));
  const weights = new Map(
    built.predict.inputs.flatMap(({ name, tensor }) => {
      const data = state[name];
      const array = { dtype: "float32", shape: tensor.shape, data } as NdArray;
      return data === undefined ? [] : [[name, array] as const];
    }),
  );
  const run = { folder: "run", config, blueprint, method: built, model: new Uint8Array(), weights };
  const model = emitOnnx(built.predict, {
    contrib: false,
    initialisers: weightTree(run),
    freeBatch: [batchInputs.image, ...built.predict.outputs.map(({ name }) => name)],
    metadata: { "unconfound.label": "kept" },
  });
  return { ...run, model };
}

const volumes = ["sfcn", "resnet-18-3d"];
const mapped = encoderNames.filter((name) => "map" in encoders[name]);

describe("withClassMaps", () => {
  it.each([
    ...mapped.map((encoder) => [encoder, "{ name: multitask }"] as const),
    ["mimm-cnn", "{ name: mimm }"] as const,
    ["mimm-cnn", "{ name: mdn }"] as const,
    ...["pooled", "csra", "class-query", "label-graph"].map((name) => ["mimm-cnn", `{ name: ${name} }`] as const), // prettier-ignore
  ])(
    "of %s with %s give in both runtimes what the training graph says, at another batch size",
    async (encoder, method) => {
      const side = encoder === "densenet-121" || encoder.startsWith("resnet") || encoder === "sfcn" ? 32 : 28; // prettier-ignore
      const isSeveral = /pooled|csra|class-query|label-graph/.test(method);
      const imageShape = volumes.includes(encoder) ? [1, side, side, side] : [1, side, side];
      const run = runOf(encoder, method, { ...(isSeveral ? several : exampleBlueprint), imageShape }); // prettier-ignore
      const mappedRun = withClassMaps(run);
      const { label } = run.blueprint;
      const output = mappedRun.method.predict.outputs.find(({ name }) => name === `cam/${label.name}`); // prettier-ignore
      const metadata = readMetadata(mappedRun.model, "m");
      const about = JSON.parse(metadata["unconfound.cam"] ?? "{}") as { places: number[] };
      expect(metadata["unconfound.label"]).toBe("kept");
      expect(about).toMatchObject({ output: `cam/${label.name}`, of: `logits/${label.name}`, rectified: false }); // prettier-ignore
      expect(output?.tensor.shape).toEqual([4, isSeveral ? 3 : 2, ...about.places]);
      const checks = await checkRuntimes(mappedRun);
      for (const { runtime, difference } of checks) {
        expect(difference, runtime).not.toBeNull();
        expect(difference, runtime).toBeLessThanOrEqual(1e-5);
      }
    },
    60_000,
  );

  it("leaves the batch free, and gives a number's map under its own name", async () => {
    const scale = { mean: 50, standardDeviation: 10 };
    const blueprint: MethodBlueprint = {
      ...exampleBlueprint,
      imageShape: [1, 28, 28],
      label: { name: "age", valueNames: ["young", "old"], scale },
    };
    const run = withClassMaps(runOf("mimm-cnn", "{ name: erm }", blueprint));
    const model = await openModel(run.model, await loadBackend(), "m");
    const data = Float32Array.from({ length: 3 * 784 }, (_, index) => Math.sin(index));
    const outputs = await model.run({ image: { dtype: "float32", shape: [3, 1, 28, 28], data } });
    await model.dispose();
    expect(outputs["cam/age"]?.shape).toEqual([3, 1, 4, 4]);
    expect(outputs["predicted/age"]?.shape).toEqual([3, 1]);
  });

  it("refuses an encoder without a map, and says which have one", () => {
    const run = runOf("mlp", "{ name: erm }", { ...exampleBlueprint, imageShape: [1, 28, 28] });
    expect(() => withClassMaps(run)).toThrow(
      `model.encoder: mlp has no map of places: expected [${mapped.join(",")}], got mlp`,
    );
  });
});
