import { fromBinary } from "@bufbuild/protobuf";
import { ModelProtoSchema } from "onnx-buf";
import { describe, expect, it } from "vitest";
import { add, exp, mul } from "../ops/elementwise.js";
import { matmul } from "../ops/matmul.js";
import { reshape } from "../ops/reduce.js";
import { constant, input } from "../ops/source.js";
import { createProgram } from "../program.js";
import { nameNodes } from "../tensor.js";
import { emitOnnx, onnxOutputName } from "./emit.js";

const [x, weight] = [input("x", [4, 3]), input("weight", [2, 3])];
const y = matmul(x, weight, { transposeRight: true });
nameNodes("encoder.fc", [y], [x]);
const program = createProgram("forward", { y, weight: mul(weight, 2) });

const decode = (...options: Parameters<typeof emitOnnx>) =>
  fromBinary(ModelProtoSchema, emitOnnx(...options));

describe("emitOnnx", () => {
  it("names nodes by their layer and keeps input and output names apart", () => {
    const { graph, opsetImport, irVersion } = decode(program, { contrib: false });
    expect(graph?.name).toBe("forward");
    expect(graph?.input.map(({ name }) => name)).toEqual(["x", "weight"]);
    expect(graph?.output.map(({ name }) => name)).toEqual(["y", "next/weight"]);
    expect(onnxOutputName(program, "weight")).toBe("next/weight");
    expect(graph?.node.map(({ name, opType }) => `${name} ${opType}`)).toEqual([
      "encoder.fc/Transpose_0 Transpose",
      "encoder.fc/MatMul_1 MatMul",
      "mul/Mul_2 Mul",
    ]);
    expect(graph?.node.flatMap(({ output }) => output).slice(1)).toEqual(["y", "next/weight"]);
    expect(opsetImport.map(({ domain, version }) => [domain, version])).toEqual([["", 18n]]);
    expect(irVersion).toBe(9n);
  });

  it("copies only what cannot carry the output's name: an input, or a value with two names", () => {
    const twice = createProgram("p", { same: x, first: y, second: y });
    const copies = decode(twice, { contrib: false }).graph?.node.slice(2);
    expect(copies?.map(({ opType, output }) => [opType, ...output])).toEqual([
      ["Identity", "same"],
      ["Identity", "second"],
    ]);
  });

  it("uses com.microsoft operators only where it may", () => {
    const { graph, opsetImport } = decode(program, { contrib: true });
    expect(graph?.node[0]).toMatchObject({ opType: "FusedMatMul", domain: "com.microsoft" });
    expect(opsetImport.map(({ domain }) => domain)).toEqual(["", "com.microsoft"]);
  });

  it("puts weights into the model, frees the batch axis and carries metadata", () => {
    const exported = createProgram("model", { y });
    const { graph, metadataProps } = decode(exported, {
      contrib: false,
      initialisers: { weight: Float32Array.of(1, 2, 3, 4, 5, 6) },
      freeBatch: ["x", "y"],
      metadata: { classes: "a,b" },
    });
    expect(graph?.input.map(({ name }) => name)).toEqual(["x"]);
    expect(graph?.initializer.map(({ name }) => name)).toEqual(["weight"]);
    const [batch, features] =
      graph?.input[0]?.type?.value.case === "tensorType"
        ? (graph.input[0].type.value.value.shape?.dim ?? [])
        : [];
    expect(batch?.value).toEqual({ case: "dimParam", value: "N" });
    expect(features?.value).toEqual({ case: "dimValue", value: 3n });
    expect(metadataProps.map(({ key, value }) => [key, value])).toEqual([["classes", "a,b"]]);
  });

  it("frees the batch where it is folded into the first axis, too", () => {
    const folded = reshape(input("x", [5, 2, 3]), [10, 3]);
    const back = reshape(exp(folded), [5, 2, 3]);
    const { graph } = decode(createProgram("p", { back }), { contrib: false });
    const shapes = graph?.initializer.map(({ rawData }) => [
      ...new BigInt64Array(rawData.slice().buffer),
    ]);
    expect(shapes).toEqual([
      [-1n, 3n],
      [-1n, 2n, 3n],
    ]);
  });

  it("emits equal constants once, and tells 0 from −0", () => {
    const sum = add(add(x, constant([1], [1])), constant([1], [1]));
    const zeros = add(add(sum, constant([0], [1])), constant([-0], [1]));
    const { graph } = decode(createProgram("p", { y: zeros }), { contrib: false });
    expect(graph?.initializer).toHaveLength(3);
  });

  it("is the same for the same program", () => {
    expect(emitOnnx(program, { contrib: true })).toEqual(emitOnnx(program, { contrib: true }));
  });
});
