import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SetImages } from "../../data/batch.js";
import { emitOnnx } from "../../graph/onnx/emit.js";
import { matmul } from "../../graph/ops/matmul.js";
import { reshape } from "../../graph/ops/reduce.js";
import { constant, input } from "../../graph/ops/source.js";
import { createProgram } from "../../graph/program.js";
import { loadBackend } from "../../runtime/load.js";
import { openModel, type Model } from "../../runtime/open-model.js";
import {
  foreignAnswer,
  foreignAnswerLogits,
  foreignColumns,
  type ForeignColumnsOptions,
  type ForeignModelOptions,
} from "./foreign-model.js";

/** Pictures of two channels, one by two: row r has (r, 0) in the first and (0, 1) in the second. */
const shape = [2, 1, 2];
const images: SetImages = {
  set: { name: "t", pool: "test", rows: Int32Array.from({ length: 5 }, (_, row) => row), label: new Int32Array(5), attributes: [] }, // prettier-ignore
  imageShape: shape,
  cached: true,
  writeImage: (position, out, offset) => {
    out.set([position, 0, 0, 1], offset);
  },
};

/** A model [4, ...] -> [4, outputs]: the picture as numbers times `weights` [4, outputs]; batch of four, or free. */
async function modelOf(weights: readonly number[], freeBatch: boolean): Promise<Model> {
  const x = input("x", [4, ...shape]);
  const outputs = weights.length / 4;
  const y = matmul(reshape(x, [4, 4]), constant(weights, [4, outputs]));
  const bytes = emitOnnx(createProgram("foreign", { y }), {
    contrib: false,
    freeBatch: freeBatch ? ["x", "y"] : [],
  });
  return openModel(bytes, await loadBackend(), "foreign.onnx");
}

const sigmoid = (z: number) => 1 / (1 + Math.exp(-z));
const options: ForeignModelOptions = { classNames: ["no", "yes"] };

describe("foreignAnswer", () => {
  const models: Record<string, Model> = {};
  const named = (name: string): Model => {
    const model = models[name];
    if (model === undefined) throw new Error(name);
    return model;
  };
  beforeAll(async () => {
    models["one"] = await modelOf([1, 0, 0, -2], false);
    models["certain"] = await modelOf([0, 0, 0, 0, 0, 0, 0.25, 1], false);
    models["two"] = await modelOf([0, 1, 0, 0, 0, 0, 0, -2], false);
  });
  afterAll(async () => {
    for (const model of Object.values(models)) await model.dispose();
  });

  it.each(["one", "two"])(
    "logits of %s output(s), a fixed batch that is filled up",
    async (name) => {
      const found = await foreignAnswer(named(name), shape, options)(images);
      expect(found).toHaveLength(10);
      for (let row = 0; row < 5; row++) {
        expect(found[2 * row + 1]).toBeCloseTo(sigmoid(row - 2), 6);
        expect((found[2 * row] ?? 0) + (found[2 * row + 1] ?? 0)).toBeCloseTo(1, 6);
      }
    },
  );

  it("scales, and subtracts and divides by channel", async () => {
    const scaled = { ...options, scale: 2, mean: [1, 0.5], deviation: [0.5, 4] };
    const found = await foreignAnswer(named("one"), shape, scaled)(images);
    // (2·row − 1)/0.5 − 2·(2 − 0.5)/4
    for (let row = 0; row < 5; row++) {
      expect(found[2 * row + 1]).toBeCloseTo(sigmoid((2 * row - 1) / 0.5 - 0.75), 6);
    }
  });

  it("writes channels last where the model asks for it", async () => {
    const model = named("one");
    const free: Model = { ...model, shapeOf: () => [] };
    const seen: number[][] = [];
    const watched: Model = {
      ...free,
      run: (inputs) => {
        const { data, shape: given } = inputs["x"] ?? { data: [], shape: [] };
        seen.push([...given], [...data.slice(0, 4)]);
        return Promise.resolve({ y: { shape: [5, 1], data: new Float32Array(5) } });
      },
    };
    await foreignAnswer(watched, shape, { ...options, channels: "last" })(images);
    expect(seen).toEqual([
      [5, 1, 2, 2],
      [0, 0, 0, 1],
    ]);
  });

  it("has columns of several answers, each a sigmoid of its own, and numbers as they are", async () => {
    const columns = (own: Pick<ForeignColumnsOptions, "names" | "form">, model = "two") =>
      foreignColumns(named(model), shape, own)(images);
    const found = await columns({ names: ["mass", "fluid"], form: "logits" });
    expect(found).toHaveLength(10);
    // Logits 0 and row − 2: no softmax, the answers do not sum to 1.
    for (let row = 0; row < 5; row++) {
      expect(found[2 * row]).toBe(0.5);
      expect(found[2 * row + 1]).toBeCloseTo(sigmoid(row - 2), 6);
    }
    expect([...(await columns({ names: ["age"], form: "number" }, "one"))]).toEqual([-2, -1, 0, 1, 2]); // prettier-ignore
    await expect(columns({ names: ["age"], form: "number" })).rejects.toThrow(
      "model: outputs a row do not fit the target: expected 1, got 2",
    );
    await expect(columns({ names: ["mass", "fluid"], form: "probabilities" })).rejects.toThrow(
      "model: the outputs are no probabilities: got -2. Say --scores logits.",
    );
  });

  it("has log odds of yes of several answers: logits as they come, of probabilities as far as 1e-7", async () => {
    const logits = (own: Pick<ForeignColumnsOptions, "names"> & { readonly form: "logits" | "probabilities" }, model = "two") => foreignAnswerLogits(named(model), shape, own)(images); // prettier-ignore
    const found = await logits({ names: ["mass", "fluid"], form: "logits" });
    expect([...found]).toEqual([0, -2, 0, -1, 0, 0, 0, 1, 0, 2]);
    const certain = await logits({ names: ["mass", "fluid"], form: "probabilities" }, "certain");
    // Probabilities 0.25 and 1.
    expect(certain[0]).toBeCloseTo(Math.log(1 / 3), 6);
    expect(certain[1]).toBeCloseTo(-Math.log(1e-7), 6);
  });

  it("refuses what does not fit, and says what to do", async () => {
    const two = named("two");
    const refuse = (own: Partial<ForeignModelOptions>, imageShape = shape) => () => foreignAnswer(two, imageShape, { ...options, ...own }); // prettier-ignore
    expect(refuse({}, [1, 1, 2])).toThrow(
      "model, input x: the pictures of the cohort have another shape: expected 4 x 2 x 1 x 2, got batch x 1 x 1 x 2. Resize by preprocess of the cohort file, set images.channels, or say --channels last.",
    );
    expect(refuse({ output: "z" })).toThrow("--output: the model has none of this name: expected [y], got z"); // prettier-ignore
    expect(refuse({ mean: [1, 2, 3] })).toThrow("--mean: as many numbers as channels, or one");
    expect(refuse({ deviation: [0] })).toThrow("--deviation: not above 0");
    await expect(refuse({ scores: "probabilities" })()(images)).rejects.toThrow(
      "model: the outputs are no probabilities: got [0,-2]. Say --scores logits.",
    );
    await expect(refuse({ classNames: ["a", "b", "c"] })()(images)).rejects.toThrow(
      "model: outputs a row do not fit the classes: expected 3, got 2",
    );
  });
});
