import { fromBinary } from "@bufbuild/protobuf";
import { ModelProtoSchema } from "onnx-buf";
import { describe, expect, it } from "vitest";
import { emitOnnx } from "../onnx/emit.js";
import { createProgram } from "../program.js";
import type { Tensor } from "../tensor.js";
import { conv, convTranspose, convWeightGradient } from "./conv.js";
import { weightGradientForm, type WeightGradientExtents } from "./conv-lowering.js";
import { input } from "./source.js";

/** Numbers are proven in test/conv-forms.test.ts and test/reference-vs-ort.test.ts, which need the runtime. */

const extents: WeightGradientExtents = { channels: 16, outputs: 16, taps: 9, positions: 64 };

describe("weightGradientForm", () => {
  it.each<[string, "taps" | "columns", Partial<WeightGradientExtents>]>([
    ["on the boundary", "taps", {}],
    ["one channel fewer", "columns", { channels: 15 }],
    ["fewer outputs than channels", "columns", { outputs: 15 }],
    ["one position fewer", "columns", { positions: 63 }],
    ["a kernel of one element", "columns", { taps: 1 }],
    ["ResNet-18, layer 3", "taps", { channels: 256, outputs: 256, positions: 1024 }],
    ["ResNet-18, layer 4", "columns", { channels: 512, outputs: 512, positions: 256 }],
  ])("%s: %s", (_, form, changes) => {
    expect(weightGradientForm({ ...extents, ...changes })).toBe(form);
  });
});

function operators(y: Tensor): string[] {
  const bytes = emitOnnx(createProgram("p", { y }), { contrib: true });
  return fromBinary(ModelProtoSchema, bytes).graph?.node.map(({ opType }) => opType) ?? [];
}

const count = (types: readonly string[], wanted: string) =>
  types.filter((type) => type === wanted).length;

describe("emission of the weight gradient", () => {
  it("takes one product a kernel offset, or one of all columns", () => {
    const taps = operators(
      convWeightGradient(input("x", [4, 16, 6, 6]), input("dy", [4, 16, 4, 4]), { kernel: [3, 3] }),
    );
    // Nine windows, of three copies of the rows.
    expect([count(taps, "FusedMatMul"), count(taps, "Slice")]).toEqual([9, 9 + 3]);
    const columns = operators(
      convWeightGradient(input("x", [4, 3, 6, 6]), input("dy", [4, 16, 4, 4]), { kernel: [3, 3] }),
    );
    expect([count(columns, "FusedMatMul"), count(columns, "Slice")]).toEqual([1, 9 + 3]);
  });

  it.each([
    ["long rows at once", 32, 1, 9],
    ["long rows with a stride once a tap first", 65, 2, 9 + 3],
    ["rows that are the only axis at once", null, 1, 3],
  ])("cuts %s", (_, width, stride, slices) => {
    const [space, kernel] = width === null ? [[], [3]] : [[5], [3, 3]];
    const x = input("x", [4, 16, ...space, width ?? 10]);
    const dy = conv(x, input("weight", [16, 16, ...kernel]), null, { stride });
    const types = operators(convWeightGradient(x, dy, { kernel, stride }));
    expect(count(types, "Slice")).toBe(slices);
  });

  it.each([
    ["at most as a matrix, two axes", 16, [[1, 0]]],
    ["not at all where the product is short", 8, []],
  ])("turns the result %s", (_, batch, turned) => {
    const y = convWeightGradient(input("x", [batch, 8, 6, 6]), input("dy", [batch, 8, 4, 4]), {
      kernel: [3, 3],
    });
    const bytes = emitOnnx(createProgram("p", { y }), { contrib: true });
    const nodes = fromBinary(ModelProtoSchema, bytes).graph?.node ?? [];
    const turns = nodes.filter(({ opType }) => opType === "Transpose");
    const perms = turns.map(({ attribute }) => attribute[0]?.ints.map(Number));
    // x and dy to channel-major, then the product.
    expect(perms).toEqual([[1, 0, 2, 3], [1, 0, 2, 3], ...turned]);
  });
});

describe("emission of the transposed convolution", () => {
  const [x, weight] = [input("x", [2, 4, 8, 8]), input("weight", [4, 3, 3, 3])];
  it("is a convolution with the kernel flipped where the stride is 1", () => {
    expect(operators(convTranspose(x, weight, { padding: 1 }))).toEqual([
      "Reshape",
      "Transpose",
      "Slice",
      "Reshape",
      "Conv",
    ]);
  });
  it("is ConvTranspose otherwise", () => {
    expect(operators(convTranspose(x, weight, { stride: 2 }))).toEqual(["ConvTranspose"]);
  });
});
