import { describe, expect, it } from "vitest";
import type {
  LabelsExternalResults,
  MeasuredLabel,
} from "../../evaluation/external/labels-external-results.js";
import { labelsShiftTable } from "./labels-shift-table.js";

const interval = (low: number, high: number) => ({ low, high, level: 0.95, method: "m" });
const noPositives = { value: null, reason: "no positives" } as const;
const none = { value: null, reason: "external: no positives" } as const;
const shift = (iid: number, external: number) => ({ iid, external, difference: external - iid });
const lost = (iid: number) => ({ iid, external: noPositives, difference: none });
const label = (name: string, positives: number) =>
  ({
    ...{ name, positives, auroc: positives > 0 ? 0.7 : noPositives },
    auroc_interval: positives > 0 ? interval(0.6, 0.8) : noPositives,
  }) as Partial<MeasuredLabel> as MeasuredLabel;
const results: unknown = {
  thresholds: [
    { name: "mass", threshold: 0.25, f1: 0.5, n: 9, positives: 4 },
    { name: "node", threshold: 0.5, f1: noPositives, n: 9, positives: 0 },
  ],
  tests: {
    external: {
      labels: [label("mass", 5), label("node", 0)],
      intervals: { mAP: interval(0.2, 0.4), CF1: noPositives, chosen_OR: noPositives },
      worst_group_auroc: 0.6,
      groups: [{ attributes: { site: "north" }, n: 7, macro_auroc: 0.6 }],
    },
    iid: noPositives,
  },
  shift: {
    compared: ["mass"],
    overall: {
      mAP: shift(0.5, 0.25),
      worst_group_auroc: shift(0.5, 0.6),
      CF1: shift(0.5, 0.5),
      chosen_OR: lost(0.5),
    },
    labels: ["mass", "node"].map((name) => ({
      name,
      shift:
        name === "mass"
          ? { prevalence: shift(0.25, 0.5), auroc: shift(0.75, 0.7), sensitivity: shift(0.9, 0.8), specificity: shift(0.5, 0.75) }
          : { prevalence: lost(0.1), auroc: lost(0.6), sensitivity: lost(0.5), specificity: shift(0.5, 0.25) },
    })), // prettier-ignore
  },
};

describe("labelsShiftTable", () => {
  it("has the means over the labels of both tests, a line a label, and what is missing", () => {
    expect(labelsShiftTable(results as LabelsExternalResults)).toBe(
      [
        "means over labels  own iid test      external (95 %)  difference",
        "mAP                       0.500  0.250 (0.200–0.400)      -0.250",
        "worst group auroc         0.500                0.600      +0.100",
        "CF1 at 0.5                0.500                0.500       0.000",
        "OR at thresholds          0.500                  n/a         n/a",
        "",
        "label  yes own   ext.  AUROC own      external (95 %)  difference  sens. own   ext.  spec. own   ext.",
        "mass     0.250  0.500      0.750  0.700 (0.600–0.800)      -0.050      0.900  0.800      0.500  0.750",
        "node     0.100    n/a      0.600                  n/a         n/a      0.500    n/a      0.500  0.250",
        "",
        "means: of either test over the 1 of 2 labels that both have rows of yes and of no of: mass",
        "without AUROC here: node (no positives)",
        "CP, CR, CF1: precision, recall and F1 as means over the labels; OP, OR, OF1: over all answers together",
        "mAP, precision and F1 follow the share of yes; AUROC, sensitivity and specificity do not",
        "thresholds: one a label, by F1 on the run's validation rows (mass 0.250, node 0.500, nothing to choose by)",
        "n/a: external: no positives",
        "worst group: site=north (n 7): macro auroc 0.600",
      ].join("\n"),
    );
  });
});
