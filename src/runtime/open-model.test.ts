import { describe, expect, it } from "vitest";
import { emitOnnx } from "../graph/onnx/emit.js";

import { add, mul } from "../graph/ops/elementwise.js";
import { cast } from "../graph/ops/select.js";
import { input } from "../graph/ops/source.js";
import { createProgram } from "../graph/program.js";
import { loadBackend } from "./load.js";
import { openModel } from "./open-model.js";

const x = input("x", [4, 3]);
const code = input("code", [4, 1], "int32");
const y = add(mul(x, 2), cast(code, "float32"));
const bytes = emitOnnx(createProgram("model", { y }), {
  contrib: false,
  freeBatch: ["x", "code", "y"],
});

describe.each(["native", "wasm"] as const)("openModel on %s", (runtime) => {
  it("runs a model on any number of rows, floats and whole numbers", async () => {
    const model = await openModel(bytes, await loadBackend(runtime), "m.onnx");
    expect([...model.inputs].sort()).toEqual(["code", "x"]);
    expect(model.outputs).toEqual(["y"]);
    expect(model.shapeOf("x").slice(1)).toEqual([3]);
    expect(typeof model.shapeOf("x")[0]).toBe("string");
    expect(model.shapeOf("z")).toEqual([]);
    const outputs = await model.run({
      x: { dtype: "float32", shape: [1, 3], data: Float32Array.of(1, 2, 3) },
      code: { dtype: "int32", shape: [1, 1], data: Int32Array.of(-1) },
    });
    expect(outputs["y"]).toEqual({ shape: [1, 3], data: Float32Array.of(1, 3, 5) });
    await model.dispose();
  });

  it("says of which model and why it does not load or run", async () => {
    const backend = await loadBackend(runtime);
    await expect(openModel(Uint8Array.of(1, 2, 3), backend, "m.onnx")).rejects.toThrow(
      /^m\.onnx: the model does not load/,
    );
    const model = await openModel(bytes, backend, "m.onnx");
    await expect(model.run({})).rejects.toThrow(/^m\.onnx: the model does not run/);
    await model.dispose();
  });
});
