import { describe, expect, it } from "vitest";
import { exampleProbing } from "../../../fixtures/probing/example-probing.js";
import { probeMatrixSpec, renderProbeMatrix } from "./probe-matrix.js";

const { knn } = exampleProbing();

describe("probeMatrix", () => {
  it("is as dark as a score is far from chance, and marks a part's own target", () => {
    const { fields } = probeMatrixSpec("kNN", knn);
    expect(fields[1]).toMatchObject({ isOwn: false, text: "0.810", note: "0.78–0.83" });
    expect(fields[1]?.strength).toBeCloseTo(0.62, 9);
    expect(fields[4]?.isOwn).toBe(true);
    const none = { ...knn.cells[0], score: { value: null, reason: "few rows" } } as (typeof knn.cells)[number]; // prettier-ignore
    expect(probeMatrixSpec("kNN", { ...knn, cells: [none] }).fields[0]).toMatchObject({
      strength: null,
      text: "n/a",
    });
  });

  it("draws what a person has looked at", async () => {
    const svg = renderProbeMatrix(probeMatrixSpec("kNN probe", knn));
    await expect(`${svg}\n`).toMatchFileSnapshot("snapshots/probe-matrix.svg");
  });
});
