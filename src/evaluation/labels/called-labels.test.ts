import { describe, expect, it } from "vitest";
import { callLabels } from "./called-labels.js";

/** Four rows of three labels. The third has no positives, and two false alarms. */
const names = ["a", "b", "c"];
const answers = [1, 1, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0];
const scores = [0.9, 0.1, 0.9, 0.2, 0.1, 0.8, 0.7, 0.9, 0.1, 0.6, 0.1, 0.1];

describe("callLabels", () => {
  it("counts by hand", () => {
    // a: N^c 1, N^p 3, N^g 2. b: 1, 1, 2. c is dropped.
    const { overall, labels } = callLabels({ names, answers, scores }, [0.5, 0.5, 0.5]);
    const [CP, CR] = [(1 / 3 + 1) / 2, (1 / 2 + 1 / 2) / 2];
    expect(overall.CP).toBeCloseTo(CP, 12);
    expect(overall.CR).toBe(CR);
    expect(overall.CF1).toBeCloseTo((2 * CP * CR) / (CP + CR), 12);
    expect(overall).toMatchObject({ OP: 2 / 4, OR: 2 / 4, OF1: 0.5 });
    expect(labels).toEqual([
      { threshold: 0.5, precision: 1 / 3, recall: 1 / 2, f1: 2 / 5 },
      { threshold: 0.5, precision: 1, recall: 1 / 2, f1: 2 / 3 },
      {
        threshold: 0.5,
        precision: 0,
        recall: { value: null, reason: "no positives" },
        f1: { value: null, reason: "no positives" },
      },
    ]);
  });

  it("takes a threshold for each label", () => {
    const { overall } = callLabels({ names, answers, scores }, [0.9, 0.1, 0.5]);
    // a: 1, 1, 2. b: 2, 4, 2.
    expect(overall).toMatchObject({ CP: (1 + 1 / 2) / 2, CR: (1 / 2 + 1) / 2, OP: 3 / 5 });
    expect(overall.OR).toBe(3 / 4);
  });

  it("counts precision 0 where nothing is called, and says so of the label", () => {
    const { overall, labels } = callLabels({ names, answers, scores }, [1, 0.5, 1]);
    expect(overall).toMatchObject({ CP: 1 / 2, CR: 1 / 4, OP: 1, OR: 1 / 4 });
    expect(labels[0]).toMatchObject({
      precision: { value: null, reason: "no row is called yes" },
      recall: 0,
      f1: 0,
    });
    const none = callLabels({ names, answers, scores }, [1, 1, 1]).overall;
    expect(none).toEqual({ CP: 0, CR: 0, CF1: 0, OP: 0, OR: 0, OF1: 0 });
  });

  it("weighs rows: a weight of 2 is a row twice, of 0 none", () => {
    const weighted = callLabels({ names, answers, scores, weights: [2, 1, 0, 1] }, [0.5, 0.5, 0.5]);
    const rows = [0, 0, 1, 3];
    const repeat = (table: number[]) => rows.flatMap((row) => table.slice(3 * row, 3 * row + 3));
    const repeated = { names, answers: repeat(answers), scores: repeat(scores) };
    expect(weighted).toEqual(callLabels(repeated, [0.5, 0.5, 0.5]));
  });

  it("is undefined when no label has positives, without rows too", () => {
    const none = { value: null, reason: "no label has positives" };
    for (const table of [
      { answers: [0, -1, 0], scores: [1, 1, 1] },
      { answers: [], scores: [] },
    ]) {
      const { overall } = callLabels({ names, ...table }, [0.5, 0.5, 0.5]);
      expect(overall).toEqual({ CP: none, CR: none, CF1: none, OP: none, OR: none, OF1: none });
    }
  });

  it("refuses thresholds that are not one a label", () => {
    expect(() => callLabels({ names, answers, scores }, [0.5])).toThrow(
      "callLabels: thresholds: expected 3 finite numbers, one a label, got [0.5]",
    );
    expect(() => callLabels({ names, answers, scores }, [0.5, NaN, 0.5])).toThrow("thresholds");
  });
});
