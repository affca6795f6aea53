import { describe, expect, it } from "vitest";
import { errorOf } from "../../fixtures/nn/evaluate.js";
import { createRng } from "../base/rng.js";
import { add, mul } from "../graph/ops/elementwise.js";
import { input, scalar } from "../graph/ops/source.js";
import { evaluateReference } from "../graph/reference.js";
import { createProgram } from "../graph/program.js";
import type { Tensor } from "../graph/tensor.js";
import { constantInit, createContext, initialise, sequential, type Layer } from "./layer.js";

/** x · factor + offset, and counts its calls. */
const scale: Layer = {
  parameters: { factor: { shape: [], init: constantInit(1) } },
  buffers: { calls: { shape: [], init: constantInit(0) } },
  apply: (context, x) => {
    context.updateBuffer("calls", add(context.buffer("calls"), 1));
    return mul(x, context.parameter("factor"));
  },
};
const shift: Layer = {
  parameters: { offset: { shape: [], init: constantInit(0) } },
  buffers: {},
  apply: (context, x) => add(x, context.parameter("offset")),
};

const valuesOf = (outputs: Readonly<Record<string, Tensor>>) =>
  Object.fromEntries(
    Object.entries(evaluateReference(createProgram("test", outputs), {})).map(
      ([name, { data }]) => [name, data[0]],
    ),
  );

describe("sequential", () => {
  const both = sequential({ first: scale, second: shift });

  it("names the arrays of its parts, and nested parts by dotted paths", () => {
    const outer = sequential({ block: both });
    expect(Object.keys(outer.parameters)).toEqual(["block.first.factor", "block.second.offset"]);
    expect(Object.keys(outer.buffers)).toEqual(["block.first.calls"]);
  });

  it("applies parts in order and collects next buffers: 3·2 + 10, not (3 + 10)·2", () => {
    const context = createContext(
      "train",
      { "first.factor": scalar(2), "second.offset": scalar(10) },
      { "first.calls": scalar(4) },
      null,
    );
    const y = both.apply(context, scalar(3));
    expect(valuesOf({ y, ...context.nextBuffers })).toEqual({ y: 16, "first.calls": 5 });
    expect(y.node.path).toBe("second");
  });

  it("says which array is missing, by its whole path", () => {
    const context = createContext("evaluate", {}, {}, null);
    const x = input("x", []);
    expect(errorOf(() => shift.apply(context.child("outer").child("inner"), x))).toBe(
      "GraphError: outer.inner.offset: no such parameter",
    );
    expect(errorOf(() => scale.apply(context, x))).toBe("GraphError: calls: no such buffer");
  });
});

describe("randomKey", () => {
  it("numbers the masks of a pass over all parts, so that no two share a stream", () => {
    const streams: number[] = [];
    const random = { stream: (stream: number) => (streams.push(stream), scalar(stream)) };
    const context = createContext("train", {}, {}, random);
    context.child("a").randomKey();
    context.child("b").child("c").randomKey();
    context.randomKey();
    expect(streams).toEqual([0, 1, 2]);
  });

  it("is refused in a pass without random numbers", () => {
    const context = createContext("evaluate", {}, {}, null);
    expect(errorOf(() => context.child("dropout").randomKey())).toBe(
      "GraphError: dropout: this pass has no random numbers",
    );
  });
});

describe("initialise", () => {
  const drawn = {
    shape: [3],
    init: (rng: ReturnType<typeof createRng>) => Float32Array.of(rng.uniform()),
  };

  it("draws each array by its name alone: another array beside it changes nothing", () => {
    const alone = initialise({ weight: drawn }, createRng(1));
    const beside = initialise({ earlier: drawn, weight: drawn }, createRng(1));
    expect(beside["weight"]).toEqual(alone["weight"]);
    expect(beside["earlier"]).not.toEqual(alone["weight"]);
  });

  it("fills by a constant law", () => {
    const specs = { ones: { shape: [2, 2], init: constantInit(1) } };
    expect(initialise(specs, createRng(0))).toEqual({ ones: Float32Array.of(1, 1, 1, 1) });
  });
});
