import { expect, it } from "vitest";
import { evaluate, valueAndGradient } from "../../../fixtures/nn/evaluate.js";
import { sum } from "../../graph/ops/reduce.js";
import { constant } from "../../graph/ops/source.js";
import { logOdds } from "./log-odds.js";

const chosen = constant([1, 0, 0, 0, 0, 1], [2, 3]);

it("is log P / (1 - P), whatever is added to all logits", () => {
  const logits = [2, 0.5, -1, 0.3, 0.1, -0.4];
  const found = evaluate({ s: logOdds(constant(logits, [2, 3]), chosen) })["s"] ?? [];
  const shifted = evaluate({ s: logOdds(constant(logits.map((z) => z + 40), [2, 3]), chosen) })["s"]; // prettier-ignore
  const oddsOf = ([a = 0, b = 0, c = 0]: number[]) => a - Math.log(Math.exp(b) + Math.exp(c));
  expect(found[0]).toBeCloseTo(oddsOf([2, 0.5, -1]), 12);
  expect(found[1]).toBeCloseTo(oddsOf([-0.4, 0.3, 0.1]), 12);
  for (const [row, value] of (shifted ?? []).entries()) expect(value).toBeCloseTo(found[row] ?? NaN, 9); // prettier-ignore
});

it("is the difference of two logits, also where the probability is 1, with slopes 1 and -1", () => {
  const two = valueAndGradient({ shape: [1, 2], values: [90, -20] }, (z) =>
    sum(logOdds(z, constant([1, 0], [1, 2]))),
  );
  expect(two.value).toBe(110);
  expect(two.gradient).toEqual([1, -1]);
});
