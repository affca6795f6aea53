import { describe, expect, it } from "vitest";
import { firstStep, labelsContext, runProgram } from "../../../fixtures/methods/labels-context.js";
import { createRng } from "../../base/rng.js";
import { bottleneckAttention } from "./bottleneck-attention.js";
import { counterfactualAttentionMethod } from "./counterfactual-attention.js";
import { csra } from "./csra.js";
import { ibca } from "./ibca.js";
import { pooled } from "./pooled.js";

const method = pooled.build(pooled.config.parse({ name: "pooled" }), labelsContext);

describe("heads on one map", () => {
  it("pooled: the logits are a linear layer on the mean of the places, which are the features", () => {
    const state = method.initialState(createRng(1));
    const outputs = runProgram(method.predict, state);
    const features = outputs["features"];
    expect(features?.shape).toEqual([6, 5]);
    const weight = state["head.classes.scores.head.weight"] ?? [];
    const bias = state["head.classes.scores.head.bias"] ?? [];
    for (let entry = 0; entry < 18; entry++) {
      const [row, label] = [Math.floor(entry / 3), entry % 3];
      let logit = bias[label] ?? NaN;
      for (let c = 0; c < 5; c++) {
        logit += (features?.data[row * 5 + c] ?? NaN) * (weight[label * 5 + c] ?? NaN);
      }
      expect(outputs["logits/labels"]?.data[entry]).toBeCloseTo(logit, 5);
    }
  });

  it.each([
    ["pooled", pooled.build(pooled.config.parse({ name: "pooled" }), labelsContext), "head."],
    ["csra", csra.build(csra.config.parse({ name: "csra", heads: 4 }), labelsContext), ""],
  ])("%s shows what each place adds to the logit: with the bias the logit", (_, own, head) => {
    const state = own.initialState(createRng(1));
    const outputs = runProgram(own.predict, state);
    const map = outputs["attention/labels"];
    expect(map?.shape).toEqual([6, 12]);
    const bias = state[`head.classes.scores.${head}bias`] ?? [0, 0, 0];
    for (let entry = 0; entry < 18; entry++) {
      const places = Array.from(map?.data.slice(4 * entry, 4 * entry + 4) ?? []);
      const sum = places.reduce((left, right) => left + right, bias[entry % 3] ?? NaN);
      expect(outputs["logits/labels"]?.data[entry]).toBeCloseTo(sum, 5);
      // Places differ, so that there is something to be seen.
      expect(Math.max(...places) - Math.min(...places)).toBeGreaterThan(1e-3);
    }
  });

  it("csra with share 0 is the mean of its scores; with a share above, it is not less", () => {
    const of = (share: number) => {
      const own = csra.build(csra.config.parse({ name: "csra", share }), labelsContext);
      const { "logits/labels": logits } = runProgram(own.predict, own.initialState(createRng(1)));
      return Array.from(logits?.data ?? []);
    };
    const [plain, shared] = [of(0), of(0.5)];
    // The attention of a score over itself leans to its largest places: not below the mean.
    const gains = shared.map((value, entry) => value - 1.5 * (plain[entry] ?? NaN));
    expect(gains.every((gain) => gain > -1e-6)).toBe(true);
    expect(Math.max(...gains)).toBeGreaterThan(1e-4);
  });

  it("counterfactual-attention is ibca's intervention alone", () => {
    const own = counterfactualAttentionMethod.build(
      counterfactualAttentionMethod.config.parse({
        ...{ name: "counterfactual-attention", heads: 2, width: 6 },
        ...{ weight: 0.7, counterfactual: "uniform" },
      }),
      labelsContext,
    );
    const alone = ibca.build(
      ibca.config.parse({
        ...{ name: "ibca", heads: 2, width: 6, components: 0, align: 0, contrast: 0 },
        ...{ intervene: 0.7, counterfactuals: ["uniform"], erase: 0 },
      }),
      labelsContext,
    );
    const weight = "head.classes.query.query";
    expect(firstStep(own).of(weight)).toEqual(firstStep(alone).of(weight));
  });

  it("bottleneck-attention pays for its attention, and says where it looked", () => {
    const own = bottleneckAttention.build(
      bottleneckAttention.config.parse({ name: "bottleneck-attention", width: 6, beta: 1 }),
      labelsContext,
    );
    const step = firstStep(own);
    expect(step.of("term/divergence")[0]).toBeGreaterThan(0);
    const outputs = runProgram(own.predict, own.initialState(createRng(1)));
    expect(outputs["attention/labels"]?.shape).toEqual([6, 12]);
    // Without a price the prior learns nothing.
    const prior = "head.classes.mixture.priorMean";
    const before = Array.from(own.initialState(createRng(1))[prior] ?? []);
    expect(step.of(prior)).not.toEqual(before);
    expect(firstStep(own, {}, 0).of(prior)).toEqual(before);
  });
});
