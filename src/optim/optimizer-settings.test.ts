import { expect, it } from "vitest";
import { errorOf } from "../../fixtures/nn/evaluate.js";
import { learningRateSetting, needEntry, weightDecaySetting } from "./optimizer-settings.js";

it("asks for a rate above 0 and a decay of at least 0", () => {
  expect(learningRateSetting.safeParse(0).success).toBe(false);
  expect(learningRateSetting.parse(1e-5)).toBe(1e-5);
  expect(weightDecaySetting(0).safeParse(-1).success).toBe(false);
  expect(weightDecaySetting(0.01).parse(undefined)).toBe(0.01);
});

it("needEntry names what is missing and what there is", () => {
  expect(needEntry("adam", { first: 1 }, "first")).toBe(1);
  expect(errorOf(() => needEntry("adam", { first: 1 }, "second"))).toBe(
    "GraphError: adam: the update was given no second: got [first]",
  );
});
