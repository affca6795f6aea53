import { expect, it } from "vitest";
import { answerHeader, answersOf } from "./predict-batch.js";

const several = {
  name: "findings",
  valueNames: ["every image"],
  labels: ["mass", "edema", "device"],
};

it("gives several answers a probability each, by their own logits", () => {
  expect(answerHeader(several)).toEqual(["score_mass", "score_edema", "score_device"]);
  // Logit ln 3 is 3 of 4; rows do not sum to 1.
  const said = answersOf(several, [0, Math.log(3), -Math.log(3), Math.log(9), 0, 0]);
  expect(said.map((row) => row.map(Number))).toEqual([
    [0.5, expect.closeTo(0.75, 12), expect.closeTo(0.25, 12)],
    [expect.closeTo(0.9, 12), 0.5, 0.5],
  ]);
});

it("gives classes the likelier one and its probability, a number as it is", () => {
  const classes = { name: "lesion", valueNames: ["clear", "lesion"] };
  expect(answerHeader(classes)).toEqual(["prediction", "score"]);
  expect(
    answersOf(classes, [0, Math.log(3), 0, 0]).map(([name, score]) => [name, Number(score)]),
  ).toEqual([
    ["lesion", expect.closeTo(0.75, 12)],
    ["clear", 0.5],
  ]);
  const number = { ...classes, scale: { mean: 0, standardDeviation: 1 } };
  expect(answerHeader(number)).toEqual(["prediction"]);
  expect(answersOf(number, [1.5, -2])).toEqual([["1.5"], ["-2"]]);
});
