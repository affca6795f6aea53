import { describe, expect, it } from "vitest";
import { errorOf, evaluateLayer } from "../../../fixtures/nn/evaluate.js";
import {
  buildSfcn,
  sfcnOutline,
  torchFile,
  torchLogits,
  volumeShape,
  voxel,
} from "../../../fixtures/weights/torch-sfcn.js";
import { sizeOf, type NdArray } from "../../base/ndarray.js";
import { createEncoder } from "../encoders/registry.js";
import { outlineEncoder } from "./encoder-outline.js";
import { takeWeights, type ChannelRule } from "./take-weights.js";

type Arrays = Map<string, NdArray>;
const take = (file: Arrays, rule: ChannelRule = "strict") =>
  takeWeights(file, sfcnOutline, rule, "w.safetensors");
const floats = (shape: number[], values: readonly number[]): NdArray => ({
  dtype: "float32",
  shape,
  data: Float32Array.from(values),
});
const numbersOf = (file: Arrays, name: string) => [...(file.get(name)?.data ?? [])].map(Number);

/** What our network gives with arrays that were taken, and the last layer of the file. */
function logits(file: Arrays, taken: ReadonlyMap<string, Float32Array>): readonly number[] {
  const x = Array.from({ length: 2 * sizeOf(volumeShape) }, (_, index) => voxel(index));
  const fill = (name: string, index: number) =>
    taken.get(name)?.[index] ?? numbersOf(file, name)[index] ?? NaN;
  const layer = buildSfcn({ shape: volumeShape, features: 3 });
  return evaluateLayer(layer, { shape: [2, ...volumeShape], values: x }, "evaluate", fill).values;
}

/** The largest difference from what PyTorch gives. */
function distance(ours: readonly number[], name: "sfcn" | "sfcn-colour"): number {
  const theirs = torchLogits(name);
  expect(ours).toHaveLength(theirs.length);
  return Math.max(...ours.map((value, index) => Math.abs(value - (theirs[index] ?? NaN))));
}

describe("takeWeights", () => {
  it("gives PyTorch's logits, and says what was left", () => {
    const file = torchFile("sfcn");
    const { arrays, report } = take(file);
    expect(distance(logits(file, arrays), "sfcn")).toBeLessThan(1e-5);
    expect(report).toEqual({
      ...{ taken: 12, prefix: "", summed: [], counters: 2 },
      left: ["fc.bias", "fc.weight"],
      fresh: ["fc.weight", "fc.bias"],
    });
    expect([...arrays.keys()]).not.toContain("fc.weight");
  });

  it("would see variances and means that changed places", () => {
    const file = torchFile("sfcn");
    const arrays = new Map(take(file).arrays);
    const mean = arrays.get("bn1.runningMean") ?? new Float32Array();
    arrays.set("bn1.runningMean", arrays.get("bn1.runningVariance") ?? mean);
    arrays.set("bn1.runningVariance", mean.map(Math.abs));
    expect(distance(logits(file, arrays), "sfcn")).toBeGreaterThan(1e-2);
  });

  it("reads halves behind a prefix as the same numbers", () => {
    const { arrays, report } = take(torchFile("sfcn-wrapped"));
    expect(arrays).toEqual(take(torchFile("sfcn")).arrays);
    expect(report).toMatchObject({
      prefix: "module.",
      counters: 2,
      left: ["fc.bias", "fc.weight"],
    });
  });

  it("sums the kernels of a file of three channels where it is asked to, and refuses else", () => {
    const file = torchFile("sfcn-colour");
    expect(errorOf(() => take(file))).toBe(
      "ConfigError: model.weights: the file is for images of other channels: expected 1, got 3 (array conv1.weight). " +
        "Set model.weightsChannels to sum: the kernels are summed, as if the image stood in all channels of the file. docs/weights.md.",
    );
    const { arrays, report } = take(file, "sum");
    expect(report.summed).toEqual([{ name: "conv1.weight", from: 3, to: 1 }]);
    expect(distance(logits(file, arrays), "sfcn-colour")).toBeLessThan(1e-5);
    // The wrong variant: their mean.
    const mean = new Map(arrays).set(
      "conv1.weight",
      (arrays.get("conv1.weight") ?? new Float32Array()).map((value) => value / 3),
    );
    expect(distance(logits(file, mean), "sfcn-colour")).toBeGreaterThan(1e-2);
    expect(take(torchFile("sfcn"), "sum").arrays).toEqual(take(torchFile("sfcn")).arrays);
  });

  it("shares the sum out among several channels", () => {
    const build = (options: Parameters<typeof buildSfcn>[0]) =>
      createEncoder("sfcn", options, { channels: [1, 1], dropout: 0 });
    const outline = outlineEncoder("sfcn", build, [2, 2, 2, 2]);
    const file: Arrays = new Map(
      [...outline.arrays].map(([name, { shape }]) => [
        name.replace("runningMean", "running_mean").replace("runningVariance", "running_var"),
        floats([...shape], new Array<number>(sizeOf(shape)).fill(1)),
      ]),
    );
    const kernel = Array.from({ length: 3 * 27 }, (_, index) => index);
    file.set("conv1.weight", floats([1, 3, 3, 3, 3], kernel));
    const values = takeWeights(file, outline, "sum", "w").arrays.get("conv1.weight");
    // Tap k: (k + (27 + k) + (54 + k)) / 2, in both channels.
    const shared = Array.from({ length: 27 }, (_, tap) => (81 + 3 * tap) / 2);
    expect([...(values ?? [])]).toEqual([...shared, ...shared]);
  });

  it("refuses a transposed kernel and other widths, and names them", () => {
    const file = torchFile("sfcn");
    file.set("conv2.weight", floats([4, 8, 1, 1, 1], numbersOf(file, "conv2.weight")));
    file.set("bn2.bias", floats([4], [0, 0, 0, 0]));
    expect(errorOf(() => take(file, "sum"))).toBe(
      "DataError: w.safetensors: arrays have other shapes than those of encoder sfcn: expected " +
        "conv2.weight [8,4,1,1,1], bn2.bias [8], got conv2.weight [4,8,1,1,1], bn2.bias [4]. Widths are in " +
        "model.options; some encoders have layers that go with the image size.",
    );
    // Another kernel as well as other channels is no matter of channels; nor is a kernel further in.
    const flat = torchFile("sfcn");
    flat.set("conv1.weight", floats([4, 3, 3, 3], new Array<number>(108).fill(0)));
    expect(errorOf(() => take(flat, "sum"))).toContain("got conv1.weight [4,3,3,3].");
    const wide = torchFile("sfcn");
    wide.set("conv2.weight", floats([8, 12, 1, 1, 1], new Array<number>(96).fill(0)));
    expect(errorOf(() => take(wide, "sum"))).toContain("got conv2.weight [8,12,1,1,1].");
  });

  it("refuses whole numbers and what is not finite, and rounds doubles", () => {
    const file = torchFile("sfcn");
    const bias = numbersOf(file, "bn1.bias");
    const bytes: NdArray = { dtype: "int8", shape: [4], data: new Int8Array(4) };
    expect(errorOf(() => take(new Map(file).set("bn1.bias", bytes)))).toBe(
      "DataError: w.safetensors, array bn1.bias: weights must be floats: expected [F16,BF16,F32,F64], got int8. " +
        "Save the weights before they are quantised.",
    );
    const broken = floats([4], [0, 1, Infinity, 2]);
    expect(errorOf(() => take(new Map(file).set("bn1.bias", broken)))).toBe(
      "DataError: w.safetensors, array bn1.bias: value is not finite: got Infinity (index 2)",
    );
    const doubles: NdArray = { dtype: "float64", shape: [4], data: Float64Array.from(bias) };
    doubles.data[0] = 0.1;
    const rounded = take(new Map(file).set("bn1.bias", doubles)).arrays.get("bn1.bias");
    expect([...(rounded ?? [])]).toEqual([Math.fround(0.1), ...bias.slice(1)]);
  });

  it("has nothing to take for an encoder that is its last layer alone", () => {
    const build = (options: Parameters<typeof buildSfcn>[0]) =>
      createEncoder("mlp", options, { hidden: [] });
    const outline = outlineEncoder("mlp", build, [5]);
    const file: Arrays = new Map([["fc1.weight", floats([2, 5], new Array<number>(10).fill(0))]]);
    expect(errorOf(() => takeWeights(file, outline, "strict", "w"))).toMatch(
      /^ConfigError: model\.weights: the encoder is its last layer, which is never taken: got mlp\./,
    );
  });
});
