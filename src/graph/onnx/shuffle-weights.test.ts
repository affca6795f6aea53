import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { createRng } from "../../base/rng.js";
import { matmul } from "../ops/matmul.js";
import { input } from "../ops/source.js";
import { add } from "../ops/elementwise.js";
import { createProgram } from "../program.js";
import { emitOnnx } from "./emit.js";
import { readInitialisers } from "./read-initialisers.js";
import { shuffleWeights } from "./shuffle-weights.js";

const [x, weight, bias] = [input("x", [2, 4]), input("weight", [4, 5]), input("bias", [5])];
const program = createProgram("p", { y: add(matmul(x, weight), bias) });
const values = {
  weight: Float32Array.from({ length: 20 }, (_, index) => index),
  bias: Float32Array.of(5, 4, 3, 2, 1),
};
const model = emitOnnx(program, { contrib: false, initialisers: values });
const weightsOf = (bytes: Uint8Array | null) => readInitialisers(bytes ?? model, "model");

it("exchanges the numbers of a matrix, and leaves a vector as it is", () => {
  const found = weightsOf(shuffleWeights(model, "model", createRng(1)));
  const shuffled = [...(found.get("weight")?.data ?? [])].map(Number);
  expect(shuffled).not.toEqual([...values.weight]);
  expect(shuffled.map(Math.abs).toSorted((left, right) => left - right)).toEqual([
    ...values.weight,
  ]);
  const negative = shuffled.filter((value) => value < 0).length;
  expect(negative).toBeGreaterThan(4);
  expect(negative).toBeLessThan(16);
  expect(found.get("bias")?.data).toEqual(values.bias);
  const again = weightsOf(shuffleWeights(model, "model", createRng(1)));
  expect(again).toEqual(found);
});

it("knows models of other programs, and says where there is nothing to shuffle", () => {
  const foreign = new Uint8Array(readFileSync("fixtures/audit/foreign.onnx"));
  expect(shuffleWeights(foreign, "foreign.onnx", createRng(1))).not.toBeNull();
  expect(shuffleWeights(emitOnnx(program, { contrib: false }), "model", createRng(1))).toBeNull();
  expect(() => shuffleWeights(Uint8Array.of(1, 2), "x.onnx", createRng(1))).toThrow(
    "x.onnx: not an ONNX model",
  );
});
