import { describe, expect, it } from "vitest";
import type { ExternalResults } from "../../evaluation/external/external-results.js";
import { shiftTable } from "./shift-table.js";

const interval = (low: number, high: number) => ({ low, high, level: 0.95, method: "m" });
const rate = { value: 0.8, n: 10, interval: interval(0.7, 0.9) };
const none = { value: null, reason: "no negatives" } as const;
const results = {
  tests: {
    external: {
      auroc_interval: interval(0.61, 0.79),
      operating_point: { threshold: 0.4, sensitivity: rate, specificity: none, accuracy: rate },
    },
    iid: none,
  },
  shift: {
    auroc: { iid: 0.75, external: 0.7, difference: -0.05 },
    worst_group_accuracy: { iid: 0.25, external: 0.5, difference: 0.25 },
    brier: { iid: 0.2, external: 0.2, difference: 1e-9 },
    sensitivity: { iid: 0.9, external: 0.8, difference: -0.1 },
    specificity: { iid: 0.9, external: none, difference: none },
  },
} as Partial<ExternalResults> as ExternalResults;

describe("shiftTable", () => {
  it("has a line a metric, intervals and signs", () => {
    expect(shiftTable(results)).toBe(
      [
        "                      own iid test      external (95 %)  difference",
        "auroc                        0.750  0.700 (0.610–0.790)      -0.050",
        "worst group accuracy         0.250                0.500      +0.250",
        "brier                        0.200                0.200       0.000",
        "sensitivity                  0.900  0.800 (0.700–0.900)      -0.100",
        "specificity                  0.900   n/a (no negatives)         n/a",
      ].join("\n"),
    );
  });
});
