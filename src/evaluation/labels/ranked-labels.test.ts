import { expect, it } from "vitest";
import { rankLabels } from "./ranked-labels.js";

/** By rows; "a" is ranked rightly, "b" wrongly, "c" has no positives, "d" no negatives. */
const names = ["a", "b", "c", "d"];
const answers = [1, 1, 0, 1, 0, 0, 0, 1];
const scores = [0.9, 0.2, 0.3, 0.1, 0.4, 0.6, 0.8, 0.3];

it("takes each mean over the labels that have it", () => {
  const { overall, measured, labels } = rankLabels({ names, answers, scores });
  expect(labels).toEqual([
    { auroc: 1, auprc: 1 },
    { auroc: 0, auprc: 1 / 2 },
    {
      auroc: { value: null, reason: "no positives" },
      auprc: { value: null, reason: "no positives" },
    },
    { auroc: { value: null, reason: "no negatives" }, auprc: 1 },
  ]);
  expect(overall).toEqual({ mAP: 2.5 / 3, macro_auroc: 1 / 2 });
  expect(measured).toBe(2);
});

it("does not change with a monotone map of the scores", () => {
  const squared = scores.map((score) => score ** 2);
  expect(rankLabels({ names, answers, scores: squared })).toEqual(
    rankLabels({ names, answers, scores }),
  );
});

it("is undefined when no label is left", () => {
  const all = rankLabels({ names, answers: answers.map(() => 1), scores });
  expect(all.overall).toEqual({
    mAP: 1,
    macro_auroc: { value: null, reason: "no label has positives and negatives" },
  });
  const none = rankLabels({ names, answers: answers.map(() => -1), scores });
  expect(none.overall.mAP).toEqual({ value: null, reason: "no label has positives" });
});
