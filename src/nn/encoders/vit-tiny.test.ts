import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { countParameters, outputShape } from "../../../fixtures/nn/encoder-facts.js";
import { errorOf } from "../../../fixtures/nn/evaluate.js";
import { runLayer } from "../../../fixtures/nn/run-layer.js";
import { at, sizeOf, type NdArray } from "../../base/ndarray.js";
import { createRng } from "../../base/rng.js";
import { initialise } from "../layer.js";
import { outlineEncoder } from "../weights/encoder-outline.js";
import { takeWeights } from "../weights/take-weights.js";
import { vitTiny } from "./vit-tiny.js";

const build = (shape: number[], features = 4, patch = 8) =>
  vitTiny.build({ shape, features }, { patch });

/** Numbers: test/encoder-fidelity.test.ts. */
describe("vit-tiny", () => {
  it("has DeiT-Tiny's size: 5,717,416 parameters for 224 x 224, patch 16 and 1000 features", () => {
    expect(countParameters(build([3, 224, 224], 1000, 16))).toBe(5_717_416);
    const [channels, patches] = [2, 6];
    const ofImage = 192 * (channels * 64 + 1) + 192 * (patches + 2);
    expect(countParameters(build([channels, 16, 24]))).toBe(5_338_752 + ofImage + 193 * 4);
  });

  it("has patches of 8 pixels where nothing else is said", () => {
    expect(vitTiny.config.parse({})).toEqual({ patch: 8 });
    expect(vitTiny.config.safeParse({ patch: 0 }).success).toBe(false);
    expect(vitTiny.config.safeParse({ patch: 2.5 }).success).toBe(false);
  });

  it("takes any channels and sides that the patch divides, one patch too", () => {
    expect(outputShape(build([3, 24, 40]), [2, 3, 24, 40])).toEqual([2, 4]);
    expect(outputShape(build([1, 8, 8]), [1, 1, 8, 8])).toEqual([1, 4]);
    expect(outputShape(build([1, 3, 2], 4, 1), [2, 1, 3, 2])).toEqual([2, 4]);
  });

  it("refuses sides that the patch does not divide, and volumes", () => {
    const message = (accepts: string, got: string) =>
      `ShapeError: encoder vit-tiny: sample shape: expected [C, H, W] with H and W divisible by model.options.patch${accepts}, ` +
      `got ${got}. Resize the images, or choose another model.encoder.`;
    expect(errorOf(() => build([1, 28, 32]))).toBe(message(", 8", "[1,28,32]"));
    expect(errorOf(() => build([1, 32, 28]))).toBe(message(", 8", "[1,32,28]"));
    expect(errorOf(() => build([1, 8, 8], 4, 16))).toBe(message(", 16", "[1,8,8]"));
    expect(errorOf(() => build([1, 16, 16, 16]))).toBe(message("", "[1,16,16,16]"));
  });

  it("draws by torchvision's laws, and features that are not all equal", () => {
    const arrays = initialise(build([1, 16, 16]).parameters, createRng(3));
    const deviation = (name: string) => {
      const values = arrays[name] ?? new Float32Array();
      return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
    };
    expect(deviation("class_token")).toBe(0);
    expect(deviation("encoder.pos_embedding") / 0.02).toBeCloseTo(1, 1);
    expect(deviation("conv_proj.weight") * 8).toBeCloseTo(1, 1.5);
    expect(deviation("heads.head.weight") * Math.sqrt(3 * 192)).toBeCloseTo(1, 1);
    expect(deviation("heads.head.bias")).toBe(0);
  });

  it("starts from a state_dict of torchvision's, all but its last layer, for one size of image", () => {
    const url = new URL("../../../fixtures/nn/torchvision-names.json", import.meta.url);
    const names = JSON.parse(readFileSync(url, "utf8")) as Record<string, Record<string, number[]>>;
    const file = new Map(
      Object.entries(names["vit-tiny"] ?? {}).map(([name, shape]): [string, NdArray] => [
        name,
        { dtype: "float32", shape, data: new Float32Array(sizeOf(shape)).fill(name.length) },
      ]),
    );
    const outline = (shape: number[]) =>
      outlineEncoder("vit-tiny", (options) => vitTiny.build(options, { patch: 8 }), shape);
    const { arrays, report } = takeWeights(file, outline([3, 32, 32]), "strict", "vit");
    expect(report).toMatchObject({ taken: 150, left: ["heads.head.weight", "heads.head.bias"] });
    const packed = "encoder.layers.encoder_layer_11.self_attention.in_proj_weight";
    const own = "encoder.layers.encoder_layer_11.self_attention.inWeight";
    expect(arrays.get(own)?.[0]).toBe(packed.length);
    expect(errorOf(() => takeWeights(file, outline([3, 32, 40]), "strict", "vit"))).toContain(
      "expected encoder.pos_embedding [1,21,192], got encoder.pos_embedding [1,17,192]",
    );
    const grey = takeWeights(file, outline([1, 32, 32]), "sum", "vit").report.summed;
    expect(grey).toEqual([{ name: "conv_proj.weight", from: 3, to: 1 }]);
  });
});

describe("positions of vit-tiny", () => {
  const [side, patch] = [16, 8];
  const encoder = build([1, side, side]);
  const arrays = initialise(encoder.parameters, createRng(7));
  const image = Float32Array.from(
    { length: side * side },
    (_, index) => ((37 * index) % 101) / 101,
  );
  /** Top left and bottom right exchanged. */
  const swapped = image.map((value, index) => {
    const [row, column] = [Math.floor(index / side), index % side];
    if (row < patch !== column < patch) return value;
    return at(image, ((row + patch) % side) * side + ((column + patch) % side));
  });
  const logits = (pixels: Float32Array, own: Record<string, Float32Array>) =>
    runLayer(encoder, own, { shape: [1, 1, side, side], values: pixels });
  const distance = (left: Float32Array, right: Float32Array) =>
    Math.max(...left.map((value, index) => Math.abs(value - at(right, index))));

  it("belong to patches: both exchanged give the same logits, the patches alone do not", async () => {
    const embedding = Float32Array.from(arrays["encoder.pos_embedding"] ?? []);
    const width = 192;
    // Token 0 is the class token.
    const exchanged = embedding.slice();
    exchanged.set(embedding.subarray(width, 2 * width), 4 * width);
    exchanged.set(embedding.subarray(4 * width, 5 * width), width);
    const before = await logits(image, arrays);
    const both = await logits(swapped, { ...arrays, "encoder.pos_embedding": exchanged });
    expect(distance(both, before)).toBeLessThan(1e-5);
    expect(distance(await logits(swapped, arrays), before)).toBeGreaterThan(1e-3);
    expect(Math.max(...before.map(Math.abs))).toBeGreaterThan(0.1);
  });
});
