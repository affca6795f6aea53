import { describe, expect, it } from "vitest";
import {
  firstStep,
  givenAnswers,
  labelsContext,
  runProgram,
} from "../../../fixtures/methods/labels-context.js";
import { messageOf } from "../../../fixtures/sampling/toy-source.js";
import { createRng } from "../../base/rng.js";
import { splitContext } from "../../../fixtures/methods/split-context.js";
import { requireNeeds } from "../method.js";
import { classQuery } from "./class-query.js";
import { ibca } from "./ibca.js";

const config = classQuery.config.parse({ name: "class-query", heads: 2, width: 6 });
const method = classQuery.build(config, labelsContext);
const predicted = runProgram(method.predict, method.initialState(createRng(1)));

describe("class-query", () => {
  it("says a logit a label, and where it looked: a distribution over the places", () => {
    expect(predicted["logits/labels"]?.shape).toEqual([6, 3]);
    expect(predicted["features"]?.shape).toEqual([6, 18]);
    const attention = predicted["attention/labels"];
    expect(attention?.shape).toEqual([6, 12]);
    for (let row = 0; row < 18; row++) {
      const places = Array.from(attention?.data.slice(4 * row, 4 * row + 4) ?? []);
      expect(places.every((share) => share > 0)).toBe(true);
      expect(places.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 5);
    }
  });

  it("refuses heads that do not divide its width, as ibca does, by their keys in the run file", () => {
    const words =
      "ConfigError: method.heads: does not divide method.width: expected a divisor of 6, got 4";
    const asked = { heads: 4, width: 6 };
    const own = classQuery.config.parse({ name: "class-query", ...asked });
    expect(messageOf(() => classQuery.build(own, labelsContext))).toBe(words);
    const causal = ibca.config.parse({ name: "ibca", ...asked });
    expect(messageOf(() => ibca.build(causal, labelsContext))).toBe(words);
  });

  it("scores a label by its own weights alone: s_k = w_k · v_k + b_k", () => {
    const state = method.initialState(createRng(1));
    const [weight, bias] = [state["head.classes.scores.weight"], state["head.classes.scores.bias"]];
    const features = predicted["features"]?.data ?? new Float32Array();
    const expected = Array.from({ length: 18 }, (_, entry) => {
      const label = entry % 3;
      const products = Array.from(
        { length: 6 },
        (__, d) => (features[entry * 6 + d] ?? NaN) * (weight?.[label * 6 + d] ?? NaN),
      );
      return products.reduce((sum, product) => sum + product, bias?.[label] ?? NaN);
    });
    const logits = Array.from(predicted["logits/labels"]?.data ?? []);
    for (const [entry, value] of expected.entries()) expect(logits[entry]).toBeCloseTo(value, 5);
  });

  it("learns: every array moves, but for what belongs to labels without a known answer", () => {
    const { state, of } = firstStep(method);
    for (const name of Object.keys(method.initialState(createRng(1)))) {
      expect(of(name), name).not.toEqual(Array.from(state[name] ?? [], Math.fround));
    }
    const without = givenAnswers.map((answer, index) => (index % 3 === 1 ? -1 : answer));
    const masked = firstStep(method, { "answers/labels": without });
    const before = Array.from(state["head.classes.scores.weight"] ?? [], Math.fround);
    const after = masked.of("head.classes.scores.weight");
    expect(after.slice(6, 12)).toEqual(before.slice(6, 12));
    expect(after.slice(0, 6)).not.toEqual(before.slice(0, 6));
  });

  it("is for several labels", () => {
    expect(() => {
      requireNeeds(classQuery, splitContext);
    }).toThrow(/class-query learns several labels of yes or no: expected a target `as: labels`/);
  });
});
