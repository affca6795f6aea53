import { describe, expect, it } from "vitest";
import { drawOperand, lookUp, wrongGradients } from "../../../fixtures/nn/differences.js";
import { errorOf, evaluateLayer, tensorOf } from "../../../fixtures/nn/evaluate.js";
import { differencesFromTorch, termCases } from "../../../fixtures/nn/replay-terms.js";
import { numbersOf, readCases, type StoredArray } from "../../../fixtures/nn/replay.js";
import { at } from "../../base/ndarray.js";
import { mul } from "../../graph/ops/elementwise.js";
import { sum } from "../../graph/ops/reduce.js";
import type { Tensor } from "../../graph/tensor.js";
import { createContext } from "../layer.js";
import { coOccurrenceGraph, labelGraph } from "./label-graph.js";

const sizes = { inFeatures: 3, embedding: 5, hidden: 6 };
const apply = (adjacency: readonly number[], operand: (name: string) => Tensor) => {
  const layer = labelGraph({ ...sizes, adjacency });
  const parameters = Object.fromEntries(
    Object.keys(layer.parameters).map((name) => [name, operand(name)]),
  );
  return layer.apply(createContext("train", parameters, {}, null), operand("pooled"));
};
const identity = [1, 0, 0, 0, 1, 0, 0, 0, 1];

describe("labelGraph", () => {
  it("equals PyTorch", async () => {
    const given = at(termCases("labelGraph"), 0);
    const adjacency = numbersOf(lookUp(given.operands, "adjacency"));
    expect(await differencesFromTorch(given, (operand) => apply(adjacency, operand))).toEqual([]);
  });

  it("has the gradients of central differences", () => {
    const operands = {
      pooled: drawOperand("pooled", [2, 3]),
      embedding: drawOperand("embedding", [3, 5]),
      firstWeight: drawOperand("firstWeight", [6, 5]),
      secondWeight: drawOperand("secondWeight", [3, 6]),
    };
    const adjacency = [1, 0.3, 0, 0.2, 1, 0.4, 0, 0.1, 1];
    const weights = tensorOf(drawOperand("weights", [2, 3]));
    const build = (tensors: Readonly<Record<string, Tensor>>) =>
      sum(
        mul(
          apply(adjacency, (name) => lookUp(tensors, name)),
          weights,
        ),
      );
    expect(wrongGradients(operands, build)).toEqual([]);
  });

  it("keeps classes apart without links, and not with them", () => {
    const scores = (adjacency: readonly number[], moved: boolean) =>
      evaluateLayer(
        labelGraph({ ...sizes, adjacency }),
        drawOperand("pooled", [1, 3]),
        "train",
        (name, index) =>
          Math.sin(index + name.length) + Number(moved && name === "embedding" && index === 1),
      ).values;
    const changed = (adjacency: readonly number[]) =>
      scores(adjacency, true).map((value, k) => value !== scores(adjacency, false)[k]);
    expect(changed(identity)).toEqual([true, false, false]);
    expect(changed([1, 0, 0, 0.5, 1, 0, 0, 0, 1])).toEqual([true, true, false]);
  });

  it("refuses a matrix that is not square, and features that do not fit", () => {
    expect(errorOf(() => labelGraph({ ...sizes, adjacency: [1, 2] }))).toBe(
      "ShapeError: labelGraph: adjacency must be K×K: got 2",
    );
    const wide = { shape: [1, 2], values: [1, 2] };
    const layer = labelGraph({ ...sizes, adjacency: identity });
    expect(errorOf(() => evaluateLayer(layer, wide, "train", () => 1))).toBe(
      "ShapeError: labelGraph: features must be [B, F]: got [1,2] (F 3)",
    );
  });
});

describe("coOccurrenceGraph", () => {
  it("equals ML-GCN's matrix in PyTorch", () => {
    const given = readCases<{ name: string; together: StoredArray; output: StoredArray }>(
      "ibca.json",
    ).find(({ name }) => name === "co-occurrence graph");
    if (given === undefined) throw new Error("no case of the co-occurrence graph");
    const found = coOccurrenceGraph({ together: numbersOf(given.together) }, 4, {
      ...{ threshold: 0.25, share: 0.2 },
    });
    for (const [index, value] of numbersOf(given.output).entries()) {
      expect(found[index]).toBeCloseTo(value, 10);
    }
  });

  it.each([0.2, 0.4])("of p = %s equals the published form, 1 − p on the diagonal", (share) => {
    // Both classes lead to each other: P(1 | 0) = 0.6, P(0 | 1) = 0.75; A' = [[1 − p, p], [p, 1 − p]], D = 1.
    const found = coOccurrenceGraph({ together: [5, 3, 3, 4] }, 2, { threshold: 0.5, share });
    for (const [index, value] of [1 - share, share, share, 1 - share].entries()) {
      expect(found[index]).toBeCloseTo(value, 6);
    }
  });

  it("counts the rows of which both answers are known", () => {
    const law = { threshold: 0.5, share: 0.2 };
    // Of ten rows with class 0 only four tell of class 1, and three of these have it.
    const counts = { together: [10, 3, 3, 8], asked: [10, 4, 6, 8] };
    expect(coOccurrenceGraph(counts, 2, law)[1]).toBeCloseTo(0.2, 6);
    const all = coOccurrenceGraph({ together: counts.together }, 2, law);
    expect(all).toEqual([1, 0, 0, 1]);
  });

  it("is the identity without links, also for a class without rows, and with p = 0", () => {
    const law = { threshold: 0.5, share: 0.2 };
    const together = [5, 1, 0, 1, 5, 0, 0, 0, 0];
    expect(coOccurrenceGraph({ together }, 3, law)).toEqual(identity);
    const linked = { together: [5, 4, 4, 5] };
    expect(coOccurrenceGraph(linked, 2, { ...law, share: 0 })).toEqual([1, 0, 0, 1]);
  });
});
