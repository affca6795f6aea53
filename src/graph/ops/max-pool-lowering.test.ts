import { fromBinary } from "@bufbuild/protobuf";
import { ModelProtoSchema } from "onnx-buf";
import { describe, expect, it } from "vitest";
import { gradients } from "../gradient.js";
import { emitOnnx } from "../onnx/emit.js";
import { createProgram } from "../program.js";
import { maxPool, maxPoolWithIndices, type PoolOptions } from "./pool.js";
import { sum } from "./reduce.js";
import { input } from "./source.js";

/** Numbers are proven in test/reference-vs-ort.test.ts, which needs the runtime. */

const x = input("x", [2, 3, 7, 6]);

/** Outputs of each `MaxPool` of the emitted model. */
function poolings(outputs: Parameters<typeof createProgram>[1]): number[] {
  const bytes = emitOnnx(createProgram("p", outputs), { contrib: true });
  const nodes = fromBinary(ModelProtoSchema, bytes).graph?.node ?? [];
  return nodes.filter(({ opType }) => opType === "MaxPool").map(({ output }) => output.length);
}

function withIndices(options: PoolOptions): number[] {
  const [values, indices] = maxPoolWithIndices(x, options);
  return poolings({ values, indices });
}

describe("emission of max pooling", () => {
  it("computes no indices where nobody reads them", () => {
    const pooled = maxPool(x, { kernel: 3 });
    expect(poolings({ pooled })).toEqual([1]);
    const [gradient] = gradients(sum(pooled), [x]);
    if (gradient == null) throw new Error("no gradient");
    expect(poolings({ pooled, gradient })).toEqual([2]);
  });
  it("compares parts of 2x2 windows with the whole", () => {
    expect(withIndices({ kernel: 2 })).toEqual([1, 1, 1, 1]);
  });
  it.each<PoolOptions>([{ kernel: 3 }, { kernel: [2, 3] }, { kernel: 2, padding: 1 }])(
    "leaves indices to ORT otherwise: %o",
    (options) => {
      expect(withIndices(options)).toEqual([2]);
    },
  );
});
