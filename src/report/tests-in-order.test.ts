import { describe, expect, it } from "vitest";
import { exampleLabelsRun } from "../../fixtures/evaluation/example-labels-run.js";
import { exampleRun } from "../../fixtures/evaluation/example-run.js";
import { describeTests, testMeanings, testsInOrder } from "./tests-in-order.js";

const run = exampleRun({ shortcutShare: 0, errorRate: 0 });
const canvas = exampleLabelsRun();

describe("testMeanings", () => {
  it("says that a drawn iid is associated as training is, and a native one only that it is the test part", () => {
    expect(testMeanings(run).iid).toBe("label and attributes associated as in training");
    const native = testMeanings({ ...run, testsAsTheyAre: ["iid"] });
    expect(native.iid).toBe("the test part as it is");
    expect(native.inverted).toBe("the association turned round");
    expect(testMeanings({ ...run, testsAsTheyAre: ["natural"] })).toMatchObject({
      iid: "label and attributes associated as in training",
      natural: "the test part as it is",
    });
  });

  it("says nothing of attributes where there are none", () => {
    const { data } = run;
    expect(testMeanings({ ...run, data: { ...data, attributes: [] } }).iid).toBe("drawn as training is"); // prettier-ignore
  });

  it("speaks of labels that come together where a data set brings its own tests of several labels", () => {
    // Labels are independent in the balanced test of canvas: p², p - p², (1 - p)², at p = 0.3 not equally often.
    const all = { ...canvas, testsAsTheyAre: ["iid", "inverted", "balanced"] };
    expect(testMeanings(all)).toEqual({
      iid: "labels come together as in training",
      inverted: "the association of labels turned round",
      balanced: "labels independent of each other",
    });
  });

  it("of a cohort of several labels is of the test part, whether known or not", () => {
    const { iid } = canvas.results.tests;
    if (iid === undefined) throw new Error("no iid test");
    const cohort = { ...canvas, results: { ...canvas.results, tests: { iid } } };
    expect(testMeanings(cohort)).toEqual({ iid: "the test part as it is" });
  });
});

it("describeTests leaves open what a comparison does not know", () => {
  const comparison = { isLabels: false, hasAttributes: true, names: ["iid"], asTheyAre: null };
  expect(describeTests(comparison).iid).toBe(
    "label and attributes associated as in training; with plan native the test part as it is",
  );
});

it("testsInOrder has those of the protocol first", () => {
  const results = { tests: { other: 1, balanced: 2, iid: 3 } };
  expect(testsInOrder({ results })).toEqual([["iid", 3], ["balanced", 2], ["other", 1]]); // prettier-ignore
});
