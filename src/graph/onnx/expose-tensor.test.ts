import { fromBinary } from "@bufbuild/protobuf";
import { ModelProtoSchema } from "onnx-buf";
import { expect, it } from "vitest";
import { GraphError } from "../../base/errors.js";
import { add } from "../ops/elementwise.js";
import { matmul } from "../ops/matmul.js";
import { input } from "../ops/source.js";
import { createProgram } from "../program.js";
import { emitOnnx } from "./emit.js";
import { exposeTensor, tensorNames } from "./expose-tensor.js";

const inner = matmul(input("x", [4, 3]), input("weight", [3, 2]));
const bytes = emitOnnx(createProgram("model", { y: add(inner, inner) }), {
  contrib: false,
  initialisers: { weight: Float32Array.of(1, 2, 3, 4, 5, 6) },
});
const outputsOf = (model: Uint8Array) =>
  fromBinary(ModelProtoSchema, model).graph?.output.map(({ name, type }) => [name, type !== undefined]); // prettier-ignore

it("names what nodes compute, not weights and inputs", () => {
  const names = tensorNames(bytes, "m.onnx");
  expect(names).toContain("y");
  expect(names).not.toContain("x");
  expect(names).not.toContain("weight");
  expect(names.length).toBeGreaterThan(1);
});

it("makes an inner tensor the output, and leaves the weights; an output keeps its type", () => {
  const [first = ""] = tensorNames(bytes, "m.onnx");
  const exposed = exposeTensor(bytes, first, "m.onnx");
  expect(outputsOf(exposed)).toEqual([[first, false]]);
  expect(outputsOf(exposeTensor(bytes, "y", "m.onnx"))).toEqual([["y", true]]);
  const graphOf = (model: Uint8Array) => fromBinary(ModelProtoSchema, model).graph;
  expect(graphOf(exposed)?.initializer).toEqual(graphOf(bytes)?.initializer);
  expect(graphOf(exposed)?.node).toEqual(graphOf(bytes)?.node);
});

it("refuses a tensor that there is not, and bytes that are no model", () => {
  expect(() => exposeTensor(bytes, "weight", "m.onnx")).toThrow(GraphError);
  expect(() => exposeTensor(bytes, "z", "m.onnx")).toThrow(
    "m.onnx: no node computes this tensor: got z",
  );
  expect(() => tensorNames(Uint8Array.of(255, 255, 255), "m.onnx")).toThrow(
    /^m\.onnx: not an ONNX model/,
  );
});
