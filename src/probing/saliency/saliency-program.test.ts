import { describe, expect, it } from "vitest";
import { at, sizeOf } from "../../base/ndarray.js";
import { createRng } from "../../base/rng.js";
import { input } from "../../graph/ops/source.js";
import { matmul } from "../../graph/ops/matmul.js";
import { reshape } from "../../graph/ops/reduce.js";
import { createProgram, type Program } from "../../graph/program.js";
import { evaluateReference } from "../../graph/reference.js";
import { createEncoder, createFeatureMap } from "../../nn/encoders/registry.js";
import { createContext, initialise } from "../../nn/layer.js";
import { compile } from "../../runtime/compile.js";
import { loadBackend } from "../../runtime/load.js";
import { saliencyProgram } from "./saliency-program.js";

/** A program that predicts two rows of three classes, and arrays for all that it reads but the image. */
function network(name: "mimm-cnn" | "sfcn", shape: readonly number[]) {
  const config = (name === "sfcn" ? { channels: [3, 4, 2], dropout: 0 } : {}) as never;
  const encoder = createEncoder(name, { shape, features: 3 }, config);
  const specs = { ...encoder.parameters, ...encoder.buffers };
  const inputs = Object.fromEntries(Object.entries(specs).map(([key, spec]) => [key, input(key, spec.shape)])); // prettier-ignore
  const image = input("image", [2, ...shape]);
  const logits = encoder.apply(createContext("evaluate", inputs, inputs, null), image);
  const { channels, places } = createFeatureMap(name, { shape }, config);
  const map = [channels, ...places];
  const state = initialise(specs, createRng(3));
  return { predict: createProgram("predict", { logits }), map, state, places };
}

const chosen = [0, 1, 0, 0, 0, 1];

function run(program: Program, arrays: Readonly<Record<string, ArrayLike<number>>>) {
  const feeds = program.inputs.map(({ name, tensor }) => {
    const data = Float64Array.from(arrays[name] ?? []);
    return [name, { shape: tensor.shape, data }] as const;
  });
  return evaluateReference(program, Object.fromEntries(feeds));
}

describe.each([
  { name: "mimm-cnn" as const, shape: [2, 14, 14] },
  { name: "sfcn" as const, shape: [1, 4, 6, 4] },
])("saliencyProgram of $name", ({ name, shape }) => {
  const { predict, map, state, places } = network(name, shape);
  const program = saliencyProgram(predict, {
    image: "image",
    output: "logits",
    score: "log odds",
    map,
  });
  const rng = createRng(5);
  const image = Float64Array.from({ length: 2 * sizeOf(shape) }, () => rng.normal());
  const found = run(program, { ...state, image, chosen });

  it("has the gradient of each row's score, by central differences", () => {
    const { gradient } = found;
    const [score] = program.outputs;
    const forward = createProgram("score", score === undefined ? {} : { score: score.tensor });
    let steep = 0;
    for (let entry = 5; entry < image.length; entry += Math.floor(image.length / 6)) {
      const scoreAt = (change: number) => {
        const moved = image.map((value, index) => (index === entry ? value + change : value));
        return at(run(forward, { ...state, image: moved, chosen })["score"]?.data ?? [], Math.floor(entry / sizeOf(shape))); // prettier-ignore
      };
      const slope = (scoreAt(1e-5) - scoreAt(-1e-5)) / 2e-5;
      expect(gradient?.data[entry]).toBeCloseTo(slope, 8);
      steep = Math.max(steep, Math.abs(slope));
    }
    // The comparison could fail.
    expect(steep).toBeGreaterThan(1e-4);
  });

  it("gives in ONNX Runtime what the reference says, the map at the places of the encoder", async () => {
    const executable = await compile(program, await loadBackend(), { threads: 1 });
    const outputs = await executable.run({ ...state, image: Float32Array.from(image), chosen: Float32Array.from(chosen) }); // prettier-ignore
    await executable.dispose();
    expect(found["cam"]?.shape).toEqual([2, ...places]);
    for (const { name: output } of program.outputs) {
      const values = outputs[output] as Float32Array;
      const expected = found[output]?.data ?? [];
      expect(values).toHaveLength(expected.length);
      for (const [index, value] of values.entries()) {
        expect(value, `${output} ${index}`).toBeCloseTo(at(expected, index), 4);
      }
    }
  });
});

const named = { image: "image", output: "logits" };

describe("saliencyProgram", () => {
  const linear = (classes: number) => {
    const image = input("image", [2, 1, 1, 3]);
    const logits = matmul(reshape(image, [2, 3]), input("weight", [3, classes]));
    return createProgram("predict", { logits });
  };

  it("of a linear model of two classes is the difference of their weights, at every picture", () => {
    const program = saliencyProgram(linear(2), {
      image: "image",
      output: "logits",
      score: "log odds",
      map: null,
    });
    expect(program.outputs.map(({ name }) => name)).toEqual(["score", "gradient"]);
    const weight = [1, 3, -2, 0, 0.5, 4];
    const arrays = { weight, image: [9, 8, 7, 1, 2, 3], chosen: [1, 0, 0, 1] };
    const { gradient } = run(program, arrays);
    expect([...(gradient?.data ?? [])]).toEqual([-2, -2, -3.5, 2, 2, 3.5]);
  });

  it("of a linear model of a number is its weights, and the score the number", () => {
    const ports = { ...named, score: "column", map: null } as const;
    const arrays = { weight: [1, -2, 0.5], image: [9, 8, 7, 1, 2, 3], chosen: [1, 1] };
    const { score, gradient } = run(saliencyProgram(linear(1), ports), arrays);
    expect([...(score?.data ?? [])]).toEqual([-3.5, -1.5]);
    expect([...(gradient?.data ?? [])]).toEqual([1, -2, 0.5, 1, -2, 0.5]);
  });

  it("of one of several answers is its own logit, whatever the others are", () => {
    const ports = { ...named, score: "column", map: null } as const;
    const arrays = { weight: [1, 3, -2, 0, 0.5, 4], image: [9, 8, 7, 1, 2, 3], chosen: [1, 0, 0, 1] }; // prettier-ignore
    const { score, gradient } = run(saliencyProgram(linear(2), ports), arrays);
    expect([...(score?.data ?? [])]).toEqual([9 - 16 + 3.5, 3 + 12]);
    expect([...(gradient?.data ?? [])]).toEqual([1, -2, 0.5, 3, 0, 4]);
  });

  it("refuses one class, and scores that do not see the image", () => {
    const ports = { ...named, score: "log odds", map: null } as const;
    const blind = createProgram("predict", { logits: input("given", [2, 3]), image: input("image", [2, 1]) }); // prettier-ignore
    expect(() => saliencyProgram(blind, ports)).toThrow(
      "saliency: the scores do not depend on the image: got logits",
    );
    expect(() => saliencyProgram(linear(1), ports)).toThrow(
      "saliency: needs two classes at least: got [2,1]",
    );
  });
});
