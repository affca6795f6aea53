import { describe, expect, it } from "vitest";
import { errorOf, evaluateLayer } from "../../../fixtures/nn/evaluate.js";
import { createRng } from "../../base/rng.js";
import { conv } from "./conv.js";
import { patchEmbedding } from "./patch-embedding.js";

const image = {
  shape: [2, 3, 4, 6],
  values: Array.from({ length: 144 }, (_, index) => ((37 * index) % 101) / 50 - 1),
};
/** Weights of both layers: of name and index. */
const value = (name: string, index: number) => (((53 + name.length) * index + 7) % 89) / 40 - 1;

describe("patchEmbedding", () => {
  it("gives the numbers of a convolution of the patch's size and stride, position by position", () => {
    const tokens = evaluateLayer(
      patchEmbedding({ channels: 3, patch: 2, features: 5 }),
      image,
      "train",
      value,
    ).values;
    const options = { inChannels: 3, outChannels: 5, kernel: [2, 2], stride: 2 };
    const maps = evaluateLayer(conv(options), image, "train", value).values;
    expect(tokens.length).toBe(2 * 6 * 5);
    for (const [index, token] of tokens.entries()) {
      const [feature, position, row] = [
        index % 5,
        Math.floor(index / 5) % 6,
        Math.floor(index / 30),
      ];
      expect(token).toBeCloseTo(maps[row * 30 + feature * 6 + position] ?? NaN, 10);
    }
  });

  it("takes a patch as large as the picture, and one of a pixel", () => {
    const small = { shape: [1, 1, 2, 2], values: [1, 2, 3, 4] };
    const ofOne = patchEmbedding({ channels: 1, patch: 2, features: 1 });
    const ones = (name: string) => Number(name === "weight");
    expect([...evaluateLayer(ofOne, small, "train", ones).values]).toEqual([10]);
    const ofPixels = patchEmbedding({ channels: 1, patch: 1, features: 1 });
    expect([...evaluateLayer(ofPixels, small, "train", ones).values]).toEqual([1, 2, 3, 4]);
  });

  it("draws N(0, 1/(C·P²)), and starts the bias at 0", () => {
    const { weight, bias } = patchEmbedding({ channels: 3, patch: 4, features: 192 }).parameters;
    const values = weight?.init(createRng(5), weight.shape) ?? new Float32Array();
    const square = values.reduce((sum, one) => sum + one * one, 0) / values.length;
    expect(square * 48).toBeCloseTo(1, 1);
    expect(bias?.init(createRng(5), [2])).toEqual(Float32Array.of(0, 0));
  });

  it("refuses what it cannot cut", () => {
    const layer = patchEmbedding({ channels: 3, patch: 4, features: 5 });
    expect(errorOf(() => evaluateLayer(layer, image, "train", value))).toBe(
      "ShapeError: patchEmbedding: operand: expected [B, 3, H, W] with H and W divisible by 4, got [2,3,4,6]",
    );
  });
});
