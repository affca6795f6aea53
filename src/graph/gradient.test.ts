import { describe, expect, it } from "vitest";
import { gradients, pullBack } from "./gradient.js";
import { defineOp, single } from "./op.js";
import { add, exp, mul } from "./ops/elementwise.js";
import { sum } from "./ops/reduce.js";
import { input } from "./ops/source.js";
import { createProgram } from "./program.js";
import { evaluateReference } from "./reference.js";
import type { InputGradient, Tensor } from "./tensor.js";

const x = input("x", [3]);

/** A unary operator with the gradient rule under test. */
function withGradient(rule: (dy: Tensor) => readonly InputGradient[]) {
  return defineOp<Record<string, never>, (operand: Tensor) => Tensor>(
    "neg",
    {
      infer: ([operand]) => (operand === undefined ? [] : [operand]),
      reference: (inputs) => inputs,
      gradient: ({ outputGradients }) => rule(outputGradients[0] ?? x),
      lower: (_, inputs) => inputs,
    },
    (apply) => (operand) => single(apply([operand], {})),
  );
}

describe("gradients", () => {
  it("add up over all uses and undo broadcasting", () => {
    const row = input("row", [3]);
    const table = input("table", [2, 3]);
    const loss = sum(add(mul(table, row), row));
    const [dRow = null] = gradients(loss, [row]);
    const feeds = {
      row: { shape: [3], data: Float64Array.of(1, 2, 3) },
      table: { shape: [2, 3], data: Float64Array.of(1, 2, 3, 4, 5, 6) },
    };
    const got = evaluateReference(createProgram("p", { y: dRow ?? row }), feeds);
    expect([...(got["y"]?.data ?? [])]).toEqual([5 + 2, 7 + 2, 9 + 2]);
  });

  it("are null where the loss does not reach, and may ask for inner tensors", () => {
    const inner = exp(x);
    const [dInner, none] = gradients(sum(mul(inner, 3)), [inner, input("other", [3])]);
    expect(dInner?.shape).toEqual([3]);
    expect(none).toBeNull();
  });

  it("build nothing for operands that lead to no target", () => {
    let built = 0;
    const counting = withGradient((dy) => [() => (built++, dy)]);
    gradients(sum(mul(counting(input("data", [3])), x)), [x]);
    expect(built).toBe(0);
  });

  it("do not go on behind what is held", () => {
    const square = mul(x, x);
    const loss = sum(mul(square, exp(x)));
    const of = (held: readonly Tensor[]) => {
      const [slope] = gradients(loss, [x], held);
      if (slope == null) throw new Error("not reached");
      const feeds = { x: { shape: [3], data: Float64Array.of(-1, 0.5, 2) } };
      return [...(evaluateReference(createProgram("held", { slope }), feeds)["slope"]?.data ?? [])].map(Number); // prettier-ignore
    };
    for (const [index, value] of [-1, 0.5, 2].entries()) {
      expect(of([])[index]).toBeCloseTo((value ** 2 + 2 * value) * Math.exp(value), 9);
      expect(of([square])[index]).toBeCloseTo(value ** 2 * Math.exp(value), 9);
    }
    expect(gradients(sum(square), [x], [square])).toEqual([null]);
  });

  it("carry the path of the operator they belong to", () => {
    const y = exp(x);
    y.node.path = "layer";
    const [dx] = gradients(sum(y), [x]);
    expect(dx?.node.path).toBe("gradient/layer");
  });

  it("need a float scalar", () => {
    expect(() => gradients(x, [x])).toThrow(
      "gradients: the loss must be a float32 scalar: got [3]",
    );
  });

  it("refuse a rule whose gradient does not fit, or that leaves operands out", () => {
    const wide = withGradient(() => [() => input("wide", [4])]);
    expect(() => gradients(sum(wide(x)), [x])).toThrow(
      "neg: shapes do not broadcast (left [4], right [3])",
    );
    const whole = withGradient(() => [() => input("whole", [3], "int64")]);
    expect(() => gradients(sum(whole(x)), [x])).toThrow(
      "neg: gradient does not fit its operand: expected float32[3], got int64[3]",
    );
    const silent = withGradient(() => []);
    expect(() => gradients(sum(silent(x)), [x])).toThrow(
      "neg: gradient rule does not cover the operands: expected 1, got 0",
    );
  });
});

describe("pullBack", () => {
  it("is the gradient of the sum of seed times output, started at the seed", () => {
    const table = input("table", [2, 3]);
    const seed = input("seed", [2, 3]);
    const y = exp(mul(table, 2));
    const [pulled = null] = pullBack(y, seed, [table]);
    const [usual = null] = gradients(sum(mul(y, seed)), [table]);
    const feeds = {
      table: { shape: [2, 3], data: Float64Array.of(0.1, -0.2, 0.3, 0.4, 0, -1) },
      seed: { shape: [2, 3], data: Float64Array.of(1, 0, -2, 0.5, 3, 1) },
    };
    const of = (tensor: Tensor | null) => [
      ...(evaluateReference(createProgram("p", { y: tensor ?? x }), feeds)["y"]?.data ?? []),
    ];
    expect(of(pulled)).toEqual(of(usual));
    expect(of(pulled)[2]).toBeCloseTo(-2 * 2 * Math.exp(0.6), 12);
  });

  it("refuses a seed of another shape", () => {
    expect(() => pullBack(exp(x), input("seed", [1]), [x])).toThrow(
      "pullBack: seed: expected float32[3], got float32[1]",
    );
  });
});
