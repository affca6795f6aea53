import { describe, expect, it } from "vitest";
import { conv, convTranspose, convWeightGradient, windowCount } from "./conv.js";
import { input } from "./source.js";

const x = input("x", [8, 3, 28, 28]);

describe("conv", () => {
  it("states its shape", () => {
    const weight = input("weight", [6, 3, 3, 3]);
    expect(conv(x, weight, null).shape).toEqual([8, 6, 26, 26]);
    expect(conv(x, weight, null, { stride: 2, padding: 1 }).shape).toEqual([8, 6, 14, 14]);
    expect(windowCount(7, 3, 2, 0, 2)).toBe(2);
  });

  it("refuses weights, biases, kernels and options that do not fit", () => {
    expect(() => conv(x, input("weight", [16, 1, 3, 3]), null)).toThrow(
      "conv: weight input channels: expected 3, got 1 (x [8,3,28,28], weight [16,1,3,3], groups 1)",
    );
    expect(() => conv(x, input("weight", [16, 3, 3]), null)).toThrow(
      "conv: operands need batch, channel and equal spatial axes (x [8,3,28,28], weight [16,3,3])",
    );
    expect(() => conv(x, input("weight", [4, 3, 3, 3]), input("bias", [3]))).toThrow(
      "conv: bias: expected [4], got [3]",
    );
    expect(() => conv(x, input("weight", [4, 3, 29, 3]), null)).toThrow(
      "conv: kernel larger than the padded image (x [8,3,28,28], weight [4,3,29,3], padding [0,0])",
    );
    expect(() => conv(x, input("weight", [4, 3, 3, 3]), null, { stride: [1, 1, 1] })).toThrow(
      "conv: one value a spatial axis: expected 2, got 3",
    );
  });
});

describe("convTranspose", () => {
  it("states its shape and refuses weights of other channels", () => {
    const options = { stride: 2, padding: 1, outputPadding: 1 };
    expect(convTranspose(x, input("weight", [3, 5, 3, 3]), options).shape).toEqual([8, 5, 56, 56]);
    expect(() => convTranspose(x, input("weight", [4, 5, 3, 3]))).toThrow(
      "convTranspose: weight output channels: expected 3, got 4 (x [8,3,28,28], weight [4,5,3,3], groups 1)",
    );
  });
});

describe("convWeightGradient", () => {
  it("refuses an output gradient of another shape", () => {
    expect(() => convWeightGradient(x, input("dy", [8, 4, 28, 28]), { kernel: [3, 3] })).toThrow(
      "convWeightGradient: output gradient: expected [8,4,26,26], got [8,4,28,28]",
    );
  });
});
