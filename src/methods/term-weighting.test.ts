import { describe, expect, it } from "vitest";
import { gradients } from "../graph/gradient.js";
import { constant, input, scalar } from "../graph/ops/source.js";
import { createProgram } from "../graph/program.js";
import { evaluateReference, referenceArray } from "../graph/reference.js";
import type { Tensor } from "../graph/tensor.js";
import { createContext } from "../nn/layer.js";
import { confounderWeights, type ConfounderWeightOptions } from "./term-weighting.js";

const base: ConfounderWeightOptions = {
  update: "detached",
  temperature: 0.5,
  memory: 0.9,
  factors: 2,
};
/** Two factors with the label, one pair of factors. */
const estimates = [0.2, 0.7, 0.4];

function evaluate(outputs: Readonly<Record<string, Tensor>>): Record<string, number[]> {
  const program = createProgram("p", outputs);
  const feeds = Object.fromEntries(
    program.inputs.map(({ name, tensor }) => [
      name,
      referenceArray(tensor.shape, () => estimates[Number(name)] ?? NaN),
    ]),
  );
  return Object.fromEntries(
    Object.entries(evaluateReference(program, feeds)).map(([name, { data }]) => [name, [...data]]),
  );
}

/** Weights and next state after a state of averages, or scores that were learnt. */
function weigh(options: ConfounderWeightOptions, scores: readonly number[], seen: number) {
  const state = { scores: constant(scores, [2]), seen: scalar(seen) };
  const context = createContext("train", state, state, null);
  const inputs = estimates.map((_, index) => input(String(index), []));
  const weights = confounderWeights(options).weights(context, inputs);
  return evaluate({
    ...Object.fromEntries(
      weights.map((weight, index) => [
        `w${index}`,
        typeof weight === "number" ? scalar(weight) : weight,
      ]),
    ),
    ...context.nextBuffers,
  });
}

const share = (scores: readonly number[], index: number) => {
  const powers = scores.map((score) => Math.exp(score / base.temperature));
  return (powers[index] ?? NaN) / powers.reduce((left, right) => left + right);
};

describe("confounderWeights", () => {
  it("starts at the first estimates: K · softmax / terms; pairs of factors keep 1 / terms", () => {
    const found = weigh(base, [0, 0], 0);
    expect(found["w0"]?.[0]).toBeCloseTo((2 * share([0.2, 0.7], 0)) / 3, 12);
    expect(found["w1"]?.[0]).toBeCloseTo((2 * share([0.2, 0.7], 1)) / 3, 12);
    expect(found["w2"]?.[0]).toBeCloseTo(1 / 3, 12);
    expect(found["scores"]).toEqual([0.2, 0.7]);
    expect(found["seen"]).toEqual([1]);
  });

  it("follows them with its memory afterwards", () => {
    const scores = [0.9 * 0.5 + 0.1 * 0.2, 0.9 * 0.1 + 0.1 * 0.7];
    const found = weigh(base, [0.5, 0.1], 1);
    expect(found["scores"]?.[0]).toBeCloseTo(scores[0] ?? NaN, 12);
    expect(found["w1"]?.[0]).toBeCloseTo((2 * share(scores, 1)) / 3, 12);
  });

  it("gives the mean over all terms where the factors are alike", () => {
    const found = weigh({ ...base, update: "ascended" }, [0.3, 0.3], 1);
    for (const index of [0, 1, 2]) expect(found[`w${index}`]?.[0]).toBeCloseTo(1 / 3, 12);
  });

  it("ascends: the learnt scores move towards the larger estimate, never the smaller", () => {
    const scores = input("scores", [2]);
    const context = createContext("train", { scores }, {}, null);
    const weighting = confounderWeights({ ...base, update: "ascended" });
    const loss = weighting.criticLoss(
      context,
      estimates.map((estimate) => scalar(estimate)),
    );
    if (loss === null) throw new Error("nothing is learnt");
    const [gradient] = gradients(loss, [scores]);
    if (gradient == null) throw new Error("no gradient");
    const found = evaluateReference(createProgram("p", { gradient }), {
      scores: referenceArray([2], () => 0),
    })["gradient"]?.data;
    // d/du_j of −Σ a_j Î_j = −a_j (Î_j − Σ a Î) / τ; descent raises u of the worse factor.
    expect(found?.[0]).toBeCloseTo((-0.5 * (0.2 - 0.45)) / 0.5, 12);
    expect(found?.[1]).toBeCloseTo((-0.5 * (0.7 - 0.45)) / 0.5, 12);
  });

  it("refuses a temperature of 0", () => {
    expect(() => confounderWeights({ ...base, temperature: 0 })).toThrow(
      "method.attention: temperature above 0 and memory between 0 and 1 (temperature 0, memory 0.9)",
    );
  });
});
