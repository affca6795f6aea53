import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { knnProbe } from "./knn-probe.js";

interface ClassCase {
  readonly width: number;
  readonly classes: number;
  readonly features: number[];
  readonly labels: number[];
  readonly query: number[];
  readonly knn: number[];
}
const { classes: cases } = JSON.parse(readFileSync("fixtures/probing/probes.json", "utf8")) as {
  readonly classes: readonly ClassCase[];
};

describe("knnProbe", () => {
  it.each(cases)("answers as scikit-learn, $classes classes", (one) => {
    const answers = knnProbe()(
      {
        width: one.width,
        classes: one.classes,
        features: Float64Array.from(one.features),
        labels: Int32Array.from(one.labels),
      },
      Float64Array.from(one.query),
    );
    expect([...answers]).toEqual(one.knn);
  });

  it("refuses fewer rows than neighbours", () => {
    const fit = { width: 1, classes: 2, features: new Float64Array(3), labels: new Int32Array(3) };
    expect(() => knnProbe(4)(fit, new Float64Array(1))).toThrow(
      "kNN probe: rows to vote: expected at least 4, got 3",
    );
  });
});
