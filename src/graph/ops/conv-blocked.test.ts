import { fromBinary } from "@bufbuild/protobuf";
import { ModelProtoSchema } from "onnx-buf";
import { describe, expect, it } from "vitest";
import { emitOnnx } from "../onnx/emit.js";
import { createProgram } from "../program.js";
import type { Tensor } from "../tensor.js";
import type { Shape } from "../types.js";
import {
  blockedIsFaster,
  blockedWeightGradientIsFaster,
  type Convolution,
  type WeightGradient,
} from "./conv-blocked.js";
import { conv, convWeightGradient } from "./conv.js";
import { input } from "./source.js";

/** Numbers are proven in test/conv-forms.test.ts, which needs the runtime. */

function convolution(x: Shape, weight: Shape, changes: Partial<Convolution> = {}): Convolution {
  const [, ...space] = x.slice(1);
  const kernel = weight.slice(2);
  const out = space.map((extent, axis) => extent - (kernel[axis] ?? 1) + 1);
  return {
    x: "x",
    weight: "weight",
    bias: null,
    xShape: x,
    weightShape: weight,
    outputShape: [x[0] ?? 0, weight[0] ?? 0, ...out],
    stride: kernel.map(() => 1),
    padBefore: kernel.map(() => 0),
    padAfter: kernel.map(() => 0),
    dilation: kernel.map(() => 1),
    groups: 1,
    ...changes,
  };
}

describe("blockedIsFaster", () => {
  it.each<[string, boolean, Convolution, number]>([
    ["mimm-cnn, conv 2", true, convolution([500, 6, 13, 13], [16, 6, 3, 3]), 8],
    ["mimm-cnn, conv 3", true, convolution([500, 16, 11, 11], [16, 16, 3, 3]), 8],
    ["three channels", false, convolution([500, 3, 28, 28], [16, 3, 3, 3]), 8],
    ["no whole blocks", false, convolution([500, 12, 13, 13], [16, 12, 3, 3]), 8],
    ["fewer than a wider block", true, convolution([500, 12, 13, 13], [16, 12, 3, 3]), 16],
    ["128 outputs", true, convolution([16, 128, 18, 18], [128, 128, 3, 3]), 8],
    ["136 outputs", false, convolution([16, 128, 18, 18], [136, 128, 3, 3]), 8],
    ["16 positions an output", true, convolution([1, 16, 18, 18], [16, 16, 3, 3]), 8],
    ["fewer positions", false, convolution([1, 16, 18, 17], [16, 16, 3, 3]), 8],
    ["kernel 1x1", false, convolution([16, 64, 32, 32], [64, 64, 1, 1]), 8],
    ["groups", false, convolution([16, 64, 32, 32], [64, 32, 3, 3], { groups: 2 }), 8],
    ["3-D", false, convolution([4, 16, 18, 18, 18], [16, 16, 3, 3, 3]), 8],
    ["stride", false, convolution([16, 64, 32, 32], [64, 64, 3, 3], { stride: [2, 2] }), 8],
  ])("%s: %s", (_, expected, given, block) => {
    expect(blockedIsFaster(given, block)).toBe(expected);
  });
});

function gradientOf(x: Shape, dy: Shape, changes: Partial<WeightGradient> = {}): WeightGradient {
  const ones = [1, 1];
  return {
    ...{ x: "x", dy: "dy", xShape: x, dyShape: dy, kernel: [3, 3], stride: ones, dilation: ones },
    ...{ padding: [1, 1], groups: 1, ...changes },
  };
}

describe("blockedWeightGradientIsFaster", () => {
  it.each<[string, boolean, WeightGradient]>([
    ["ResNet, layer 4", true, gradientOf([16, 512, 4, 4], [16, 512, 4, 4])],
    ["batch of a block", true, gradientOf([8, 16, 8, 8], [8, 16, 8, 8])],
    ["batch below a block", false, gradientOf([4, 16, 8, 8], [4, 16, 8, 8])],
    ["batch that is no multiple of 4", false, gradientOf([10, 16, 8, 8], [10, 16, 8, 8])],
    ["three channels", false, gradientOf([16, 3, 8, 8], [16, 16, 8, 8])],
    ["eight outputs", false, gradientOf([16, 16, 8, 8], [16, 8, 8, 8])],
    ["kernel 1x1", false, gradientOf([16, 64, 8, 8], [16, 64, 8, 8], { kernel: [1, 1] })],
    ["groups", false, gradientOf([16, 64, 8, 8], [16, 64, 8, 8], { groups: 2 })],
    ["1-D", false, gradientOf([16, 64, 8], [16, 64, 8], { kernel: [9] })],
  ])("%s: %s", (_, expected, given) => {
    expect(blockedWeightGradientIsFaster(given, 8)).toBe(expected);
  });
});

describe("emission", () => {
  const operators = (y: Tensor, channelBlock: number | null) => {
    const bytes = emitOnnx(createProgram("p", { y }), { contrib: true, channelBlock });
    const { graph, opsetImport } = fromBinary(ModelProtoSchema, bytes);
    return {
      blocked: graph?.node.filter(({ domain }) => domain.endsWith("nchwc")).map((n) => n.opType),
      domains: opsetImport.map(({ domain }) => domain),
    };
  };
  const y = conv(input("x", [8, 16, 8, 8]), input("weight", [16, 16, 3, 3]), null);
  const dWeight = convWeightGradient(input("x", [8, 16, 8, 8]), input("dy", [8, 16, 6, 6]), {
    kernel: [3, 3],
  });

  it("uses blocked operators where the block is known", () => {
    expect(operators(y, 8).blocked).toEqual(["ReorderInput", "Conv", "ReorderOutput"]);
    expect(operators(dWeight, 8).blocked?.sort()).toEqual(
      ["Conv", "ReorderInput", "ReorderInput", "ReorderOutput"].sort(),
    );
    expect(operators(y, 8).domains).toContain("com.microsoft.nchwc");
  });

  it("uses none where it is not", () => {
    expect(operators(y, null)).toEqual({ blocked: [], domains: ["", "com.microsoft"] });
    expect(operators(dWeight, null).blocked).toEqual([]);
  });
});
