import { describe, expect, it } from "vitest";
import { exampleCells } from "../../../fixtures/evaluation/example-comparison.js";
import { createRng } from "../../base/rng.js";
import { auroc } from "../metrics/auroc.js";
import { balancedAccuracy } from "../metrics/balanced-accuracy.js";
import { argmaxRows } from "../class-scores.js";
import { groupAccuracies } from "../group-accuracies.js";
import { stratifiedAuroc } from "../metrics/stratified-auroc.js";
import type { TestPredictions } from "./cell.js";
import { createResampleTable } from "./resample-table.js";

const [cell] = exampleCells({ seeds: 1, rows: 200 });
if (cell === undefined || "failed" in cell.outcome) throw new Error("no cell");
const given = cell.outcome.predictions["balanced"] as TestPredictions;
const subjectOrder = new Map(
  [...new Set(given.subject)].sort().map((name, place) => [name, place]),
);
const options = { subjectOrder, withAuroc: true };

describe("createResampleTable", () => {
  it("gives the evaluation's metrics on the rows repeated, ties and missing groups included", () => {
    const predictions = {
      ...given,
      probabilities: given.probabilities.map((value) => Math.round(10 * value) / 10),
      group: given.group.map((own, row) => (row % 7 === 0 ? -1 : own)),
      strata: { site: Int32Array.from(given.group, (_, row) => (row % 5) - 1) },
    };
    const table = createResampleTable("test", predictions, options);
    const rng = createRng(1);
    for (let trial = 0; trial < 5; trial++) {
      const counts = Int32Array.from({ length: subjectOrder.size }, () => rng.integer(3));
      const rows = predictions.subject.flatMap((name, row) =>
        new Array<number>(counts[subjectOrder.get(name) ?? 0] ?? 0).fill(row),
      );
      const pick = (column: ArrayLike<number>) => rows.map((row) => column[row] ?? NaN);
      const label = pick(predictions.label);
      const answers = pick(argmaxRows(predictions.probabilities, 2));
      const scores = pick(predictions.probabilities.filter((_, index) => index % 2 === 1));
      const groups = groupAccuracies(label, answers, pick(predictions.group));
      const found = table.metricsOf(counts);
      expect(found.balanced_accuracy).toBeCloseTo(Number(balancedAccuracy(label, answers)), 12);
      expect(found.auroc).toBeCloseTo(Number(auroc(label, scores)), 12);
      const within = stratifiedAuroc(label, scores, pick(predictions.strata.site));
      expect(found.auroc_within["site"]).toBeCloseTo(Number(within.value), 12);
      expect(found.worst_group_accuracy).toBeCloseTo(
        Math.min(...groups.map(({ accuracy }) => Number(accuracy))),
        12,
      );
    }
  });

  it("counts weights as the evaluation does", () => {
    const weights = Float64Array.from(given.id, (_, row) => 0.5 + (row % 3));
    const found = createResampleTable("test", { ...given, weights }, options).metricsOf(
      new Int32Array(subjectOrder.size).fill(1),
    );
    const answers = argmaxRows(given.probabilities, 2);
    expect(found.balanced_accuracy).toBeCloseTo(
      Number(balancedAccuracy(given.label, answers, weights)),
      12,
    );
  });

  it("has no value where one class is drawn", () => {
    const counts = new Int32Array(subjectOrder.size);
    counts[subjectOrder.get(given.subject[0] ?? "") ?? 0] = 1;
    expect(createResampleTable("test", given, options).metricsOf(counts)).toMatchObject({
      balanced_accuracy: NaN,
      auroc: NaN,
    });
  });

  it("refuses faulty predictions", () => {
    const open = (change: Partial<TestPredictions>) => () =>
      createResampleTable("here", { ...given, ...change }, options);
    expect(open({ classes: 3 })).toThrow("here: probabilities are not rows x classes");
    expect(open({ probabilities: given.probabilities.map(() => NaN) })).toThrow(
      "here: probabilities",
    );
    expect(open({ group: given.group.map(() => 0) })).toThrow("holds several labels");
    expect(open({ group: given.group.map(() => 8) })).toThrow("here: group, plus one, of row 0");
    expect(open({ subject: given.subject.map(() => "") })).toThrow(
      "here: subject of row 0 is empty",
    );
    expect(open({ subject: given.subject.map(() => "x") })).toThrow("here: unknown subject: got x");
    expect(open({ id: [] })).toThrow("here: columns differ in length");
  });
});
