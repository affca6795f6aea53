import { describe, expect, it } from "vitest";
import { FormatError } from "../../base/errors.js";
import { matmul } from "../ops/matmul.js";
import { reshape } from "../ops/reduce.js";
import { input } from "../ops/source.js";
import { createProgram } from "../program.js";
import { emitOnnx } from "./emit.js";
import { readInitialisers } from "./read-initialisers.js";

const product = matmul(input("x", [4, 3]), input("weight", [3, 2]));
const weight = Float32Array.of(1, -0, 3e-45, 4, 5, Infinity);
const bytes = emitOnnx(createProgram("model", { y: reshape(product, [8]) }), {
  contrib: false,
  initialisers: { weight },
});

describe("readInitialisers", () => {
  it("gives the weights back bit for bit, and no constant of another type", () => {
    expect([...readInitialisers(bytes, "m.onnx")]).toEqual([
      ["weight", { dtype: "float32", shape: [3, 2], data: weight }],
    ]);
  });

  it("refuses bytes that are no model", () => {
    expect(() => readInitialisers(Uint8Array.of(255, 255, 255), "m.onnx")).toThrow(
      /^m\.onnx: not an ONNX model/,
    );
    expect(() => readInitialisers(bytes.subarray(0, bytes.length - 5), "m.onnx")).toThrow(
      FormatError,
    );
  });
});
