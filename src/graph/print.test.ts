import { describe, expect, it } from "vitest";
import { gradients } from "./gradient.js";
import { add } from "./ops/elementwise.js";
import { matmul } from "./ops/matmul.js";
import { maxPool } from "./ops/pool.js";
import { mean } from "./ops/reduce.js";
import { relu } from "./ops/select.js";
import { constant, input } from "./ops/source.js";
import { printProgram } from "./print.js";
import { createProgram } from "./program.js";
import { nameNodes } from "./tensor.js";

describe("printProgram", () => {
  it("shows a small program", () => {
    const [x, weight, bias] = [input("x", [8, 3]), input("weight", [2, 3]), input("bias", [2])];
    const y = relu(add(matmul(x, weight, { transposeRight: true }), bias));
    nameNodes("encoder.fc", [y], [x]);
    expect(printProgram(createProgram("forward", { loss: mean(y) }))).toMatchInlineSnapshot(`
      "program forward(x: float32[8,3], weight: float32[2,3], bias: float32[2])
        %0 float32[8,2] = matmul(x, weight, transposeLeft=false, transposeRight=true)   # encoder.fc
        %1 float32[8,2] = add(%0, bias)   # encoder.fc
        %2 float32[8,2] = relu(%1)   # encoder.fc
        %3 float32[] = mean(%2, axes=[0,1], keepAxes=false)
        return loss: %3"
    `);
  });

  it("shows its gradient", () => {
    const [x, weight, bias] = [input("x", [8, 3]), input("weight", [2, 3]), input("bias", [2])];
    const y = relu(add(matmul(x, weight, { transposeRight: true }), bias));
    nameNodes("encoder.fc", [y], [x]);
    const loss = mean(y);
    const [dWeight, dBias] = gradients(loss, [weight, bias]);
    if (dWeight == null || dBias == null) throw new Error("gradients are missing");
    const program = createProgram("backward", { loss, dWeight, dBias });
    expect(printProgram(program)).toMatchInlineSnapshot(`
      "program backward(x: float32[8,3], weight: float32[2,3], bias: float32[2])
        %0 float32[8,2] = matmul(x, weight, transposeLeft=false, transposeRight=true)   # encoder.fc
        %1 float32[8,2] = add(%0, bias)   # encoder.fc
        %2 float32[8,2] = relu(%1)   # encoder.fc
        %3 float32[] = mean(%2, axes=[0,1], keepAxes=false)
        %4 float32[] = constant([1], dtype="float32", shape=[])
        %5 float32[1,1] = reshape(%4, shape=[1,1])   # gradient/mean
        %6 float32[] = constant([0.0625], dtype="float32", shape=[])   # gradient/mean
        %7 float32[1,1] = mul(%5, %6)   # gradient/mean
        %8 float32[8,2] = expand(%7, shape=[8,2])   # gradient/mean
        %9 float32[8,2] = heaviside(%2)   # gradient/encoder.fc
        %10 float32[8,2] = mul(%8, %9)   # gradient/encoder.fc
        %11 float32[2,3] = matmul(%10, x, transposeLeft=true, transposeRight=false)   # gradient/encoder.fc
        %12 float32[2] = sum(%10, axes=[0], keepAxes=false)   # gradient/encoder.fc
        return loss: %3, dWeight: %11, dBias: %12"
    `);
  });

  it("numbers the outputs of operators with several, and shortens constants", () => {
    const x = constant(
      Array.from({ length: 16 }, (_, index) => index),
      [1, 1, 4, 4],
    );
    const program = createProgram("pooled", { y: maxPool(x, { kernel: 2 }) });
    expect(printProgram(program)).toMatchInlineSnapshot(`
      "program pooled()
        %0 float32[1,1,4,4] = constant([0,1,2,3,4,5,6,7,…], dtype="float32", shape=[1,1,4,4])
        %1 float32[1,1,2,2], int64[1,1,2,2] = maxPool(%0, kernel=[2,2], stride=[2,2], padding=[0,0])
        return y: %1.0"
    `);
  });
});
