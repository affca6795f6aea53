import { labels, labelsContext, runProgram } from "../../fixtures/methods/labels-context.js";
import { noMap } from "../../fixtures/methods/no-map.js";
import { fromBinary } from "@bufbuild/protobuf";
import { ModelProtoSchema } from "onnx-buf";
import { describe, expect, it } from "vitest";
import { at } from "../base/ndarray.js";
import { createRng } from "../base/rng.js";
import type { SetImages } from "../data/batch.js";
import { erm } from "../methods/erm.js";
import type { Method, MethodContext } from "../methods/method.js";
import { methodConfig, methods } from "../methods/registry.js";
import { residualise } from "../methods/residualise.js";
import { mlp } from "../nn/encoders/mlp.js";
import { sgd } from "../optim/sgd.js";
import { compile } from "../runtime/compile.js";
import { loadBackend } from "../runtime/load.js";
import { predictSet } from "../training/predict-set.js";
import type { RunFactors } from "../training/validate.js";
import { exportModel } from "./export-model.js";

const factors: RunFactors = {
  label: { name: "lesion", valueNames: ["clear", "lesion"] },
  attributes: [{ name: "marker", kind: "planted", valueNames: ["absent", "present"] }],
};
const context: MethodContext = {
  batch: 4,
  trainingRows: 7,
  imageShape: [1, 4, 3],
  label: { name: "lesion", classes: 2 },
  attributes: [{ name: "marker", classes: 2 }],
  encoder: (features) => mlp.build({ shape: [1, 4, 3], features }, { hidden: [5] }),
  map: noMap,
  features: 2,
  head: "linear",
  optimizer: sgd({ momentum: 0, nesterov: false, weightDecay: 0 }),
  criticOptimizer: sgd({ momentum: 0, nesterov: false, weightDecay: 0 }),
  gradientTransform: null,
  averageDecay: null,
  evaluationBatch: 3,
  trainingGroups: [1, 1, 1, 1],
  epochGroups: [1, 1, 1, 1],
  epochLabels: [2, 2],
};
const rows = 7;
const pixels = Float32Array.from({ length: rows * 12 }, (_, index) => Math.abs(Math.sin(index)));
const images: SetImages = {
  set: {
    name: "test",
    pool: "test",
    rows: Int32Array.from({ length: rows }, (_, row) => row),
    label: new Int32Array(rows),
    attributes: [new Int32Array(rows)],
  },
  imageShape: context.imageShape,
  cached: true,
  writeImage: (row, out, offset) => out.set(pixels.subarray(row * 12, (row + 1) * 12), offset),
};

const method = erm.build({ name: "erm" }, context);
const state = method.initialState(createRng(3));
const bytes = exportModel(method, state, factors, { "unconfound.method": "erm" });

describe("exportModel", () => {
  it.each(["native", "wasm"] as const)(
    "runs on %s with any number of rows and gives the logits of predictSet",
    async (runtime) => {
      const backend = await loadBackend(runtime);
      const predict = await compile(method.predict, backend, { threads: 1 });
      const expected = await predictSet(predict, state, images);
      await predict.dispose();
      const session = await backend.ort.InferenceSession.create(bytes, {});
      expect(session.inputNames).toEqual(["image"]);
      for (const batch of [1, rows]) {
        const image = new backend.ort.Tensor("float32", pixels.slice(0, batch * 12), [
          batch,
          ...context.imageShape,
        ]);
        const outputs = await session.run({ image });
        for (const name of ["features", "logits/lesion"]) {
          const found = outputs[name];
          const wanted = expected[name];
          if (found === undefined || wanted === undefined) throw new Error(`no output ${name}`);
          expect(found.dims).toEqual([batch, wanted.width]);
          const values = found.data as Float32Array;
          for (const [index, value] of values.entries()) {
            expect(Math.abs(value - at(wanted.values, index)), `${name} ${index}`).toBeLessThan(
              1e-5,
            );
          }
        }
      }
      await session.release();
    },
  );

  it.each([
    ["class-query", {}],
    ["pooled", {}],
    ["csra", {}],
    ["label-graph", {}],
    ["counterfactual-attention", {}],
    ["bottleneck-attention", { components: 3 }],
    ["bottleneck-attention", { components: 1, mixtureOver: "plane" }],
    ["ibca", {}],
    ["ibca", { components: 1 }],
    ["ibca", { mixtureOver: "plane" }],
  ])("of several labels gives the same for any number of rows, %s %j", async (name, settings) => {
    const small = ["pooled", "csra", "label-graph"].includes(name) ? {} : { width: 8 };
    const config = methodConfig.parse({ name, ...small, ...settings });
    const built = (methods[config.name] as Method).build(config, labelsContext);
    const start = built.initialState(createRng(3));
    const several = { name: "labels", valueNames: [], labels: [...labels] };
    const model = exportModel(built, start, { label: several, attributes: [] }, {});
    const backend = await loadBackend("native");
    const session = await backend.ort.InferenceSession.create(model, {});
    // Six rows as the graph has them, evaluated by the reference.
    const wanted = runProgram(built.predict, start);
    const input = Float32Array.from({ length: 11 * 16 }, (_, index) =>
      Math.sin((index % 96) * 1.7),
    );
    for (const batch of [1, 6, 11]) {
      const shape = [batch, 1, 4, 4];
      const image = new backend.ort.Tensor("float32", input.slice(0, batch * 16), shape);
      const outputs = await session.run({ image });
      for (const [output, { data }] of Object.entries(wanted)) {
        const found = outputs[output];
        if (found === undefined) throw new Error(`no output ${output}`);
        const width = data.length / 6;
        expect(found.dims).toEqual([batch, width]);
        for (const [index, value] of (found.data as Float32Array).entries()) {
          const own = at(data, index % data.length);
          expect(Math.abs(value - own), `${output} ${index}`).toBeLessThan(1e-5);
        }
      }
    }
    await session.release();
  });

  it("differs for other weights (the equality can fail)", () => {
    const other = exportModel(method, method.initialState(createRng(4)), factors, {});
    expect(other.some((byte, index) => byte !== bytes[index])).toBe(true);
  });

  it("says on which scale the network was shown its images", () => {
    const preparing = (model: Uint8Array) => {
      const { metadataProps } = fromBinary(ModelProtoSchema, model);
      const found = metadataProps.find(({ key }) => key === "unconfound.preprocessing");
      return JSON.parse(found?.value ?? "{}") as unknown;
    };
    expect(preparing(bytes)).toMatchObject({ range: [0, 1] });
    const grey = exportModel(method, state, factors, {}, [0, 255]);
    expect(preparing(grey)).toMatchObject({ range: [0, 255] });
  });

  it("has standard operators only, and says how to prepare an image and what the classes mean", () => {
    const model = fromBinary(ModelProtoSchema, bytes);
    expect(model.opsetImport.map(({ domain, version }) => [domain, Number(version)])).toEqual([
      ["", 18],
    ]);
    expect(model.graph?.node.every(({ domain }) => domain === "")).toBe(true);
    const metadata = Object.fromEntries(model.metadataProps.map(({ key, value }) => [key, value]));
    expect(metadata).toEqual({
      "unconfound.method": "erm",
      "unconfound.preprocessing": '{"shape":[1,4,3],"range":[0,1],"mean":0,"standardDeviation":1}',
      "unconfound.label": '{"name":"lesion","valueNames":["clear","lesion"]}',
      "unconfound.attributes": '[{"name":"marker","valueNames":["absent","present"]}]',
      "unconfound.notice": "Not for clinical use.",
    });
  });

  it("asks for the attributes of a model that must be told them, -1 where unknown", async () => {
    const told = residualise.build(residualise.config.parse({ name: "residualise" }), context);
    const fresh = told.initialState(createRng(3));
    const shift = Float32Array.from({ length: 8 }, (_, index) => index + 1);
    const tables = { ...fresh, "adjust.marker.shift": shift };
    const model = exportModel(told, tables, factors, {});
    const { metadataProps } = fromBinary(ModelProtoSchema, model);
    const read = metadataProps.find(({ key }) => key === "unconfound.attributesRead");
    expect(read?.value).toBe('["marker"]');
    const backend = await loadBackend();
    const session = await backend.ort.InferenceSession.create(model, {});
    expect([...session.inputNames].sort()).toEqual(["attribute/marker", "image"]);
    const image = new backend.ort.Tensor("float32", pixels.slice(0, 36), [
      3,
      ...context.imageShape,
    ]);
    const featuresOf = async (values: readonly number[]) => {
      const marker = new backend.ort.Tensor("int32", Int32Array.from(values), [3]);
      const outputs = await session.run({ image, "attribute/marker": marker });
      return outputs["features"]?.data as Float32Array;
    };
    const [plain, moved] = [await featuresOf([-1, -1, -1]), await featuresOf([0, 1, -1])];
    for (const [index, by] of [1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0, 0].entries()) {
      expect(at(moved, index) - at(plain, index)).toBeCloseTo(by, 5);
    }
    await session.release();
  });
});
