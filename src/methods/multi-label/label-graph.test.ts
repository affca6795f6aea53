import { describe, expect, it } from "vitest";
import { firstStep, labelsContext, runProgram } from "../../../fixtures/methods/labels-context.js";
import { createRng } from "../../base/rng.js";
import { printProgram } from "../../graph/print.js";
import { countAnswerPairs } from "../answer-pairs.js";
import { crossEntropyOfAnswers } from "../answers-head.js";
import type { MethodContext } from "../method.js";
import { labelGraphMethod } from "./label-graph.js";

/** Eight rows: mass in five, of which four tell of fluid and three have it; fluid in four, all of which tell of mass. */
const answers = [...[1, 1, 1, 1, 1, 1, 1, 0, 1, -1], ...[0, 1, 0, 0, 0, 0]];
const twoLabels: MethodContext = {
  ...labelsContext,
  label: {
    ...{ name: "labels", classes: 1 },
    answers: {
      ...{ labels: ["mass", "fluid"], loss: crossEntropyOfAnswers },
      ...{ pairs: countAnswerPairs(2, Int32Array.from(answers)), givenOthers: null },
    },
  },
};
const build = (settings: object, context = twoLabels) =>
  labelGraphMethod.build(
    labelGraphMethod.config.parse({ name: "label-graph", embedding: 2, hidden: 3, ...settings }),
    context,
  );

type Matrix = readonly (readonly number[])[];
const times = (left: Matrix, right: Matrix): number[][] =>
  left.map((row) =>
    (right[0] ?? []).map((_, column) =>
      row.reduce((sum, value, index) => sum + value * (right[index]?.[column] ?? NaN), 0),
    ),
  );
const turned = (matrix: Matrix): number[][] =>
  (matrix[0] ?? []).map((_, column) => matrix.map((row) => row[column] ?? NaN));

describe("label-graph", () => {
  it.each(["max", "mean"])("scores two labels by hand, pool %s", (pool) => {
    // P(fluid | mass) = 3/4, P(mass | fluid) = 3/4: from 0.7 on 0.75 both are linked, and A' = [[1, q], [q, 1]].
    const method = build({ threshold: 0.7, share: 0.5, pool });
    const q = 1 / (1 + 1e-6);
    const off = q / (1 + q);
    const graph = [
      [1 / (1 + q), off],
      [off, 1 / (1 + q)],
    ];
    const state = method.initialState(createRng(1));
    const matrix = (name: string, width: number) => {
      const values = [...(state[`head.classes.scores.graph.${name}`] ?? [])];
      return Array.from({ length: values.length / width }, (_, row) =>
        values.slice(row * width, (row + 1) * width),
      );
    };
    const mixed = times(graph, times(matrix("embedding", 2), turned(matrix("firstWeight", 2))));
    const raised = mixed.map((row) => row.map((value) => (value > 0 ? value : 0.2 * value)));
    const scorers = times(times(graph, raised), turned(matrix("secondWeight", 3)));
    const outputs = runProgram(method.predict, state);
    const features = Array.from({ length: 6 }, (_, row) =>
      Array.from(outputs["features"]?.data.slice(row * 5, row * 5 + 5) ?? []),
    );
    const expected = times(features, turned(scorers)).flat();
    for (const [entry, value] of expected.entries()) {
      expect(outputs["logits/labels"]?.data[entry]).toBeCloseTo(value, 6);
      // Without a bias what the four places add is the logit.
      const places = outputs["attention/labels"]?.data.slice(4 * entry, 4 * entry + 4);
      expect(Array.from(places ?? []).reduce((sum, share) => sum + share, 0)).toBeCloseTo(value, 6);
    }
  });

  it("takes maxima over the places: not below the means, and other features", () => {
    const of = (pool: string) => {
      const method = build({ pool });
      const { features } = runProgram(method.predict, method.initialState(createRng(1)));
      return Array.from(features?.data ?? []);
    };
    const [largest, means] = [of("max"), of("mean")];
    expect(largest).toHaveLength(30);
    expect(largest.every((value, index) => value > (means[index] ?? NaN))).toBe(true);
  });

  it("leaves missing answers out: with them as no there would be no link", () => {
    const asNo = Int32Array.from(answers, (answer) => Math.max(answer, 0));
    const printed = (pairs: ReturnType<typeof countAnswerPairs>) => {
      const label = {
        ...{ name: "labels", classes: 1 },
        answers: {
          labels: ["mass", "fluid"],
          loss: crossEntropyOfAnswers,
          pairs,
          givenOthers: null,
        },
      };
      return printProgram(build({ threshold: 0.7 }, { ...twoLabels, label }).predict);
    };
    const own = countAnswerPairs(2, Int32Array.from(answers));
    expect(own).toEqual({ together: [5, 3, 3, 4], asked: [5, 4, 4, 4] });
    expect(countAnswerPairs(2, asNo).asked).toEqual([5, 5, 4, 4]);
    expect(printed(own)).not.toBe(printed(countAnswerPairs(2, asNo)));
  });

  it("learns every array, of labels without known answers too: they share the graph", () => {
    const { state, of } = firstStep(build({}, labelsContext));
    for (const name of Object.keys(state))
      expect(of(name), name).not.toEqual([...(state[name] ?? [])]);
  });
});
