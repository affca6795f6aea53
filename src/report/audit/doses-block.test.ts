import { expect, it } from "vitest";
import { exampleDoses } from "../../../fixtures/evaluation/example-audit.js";
import { dosesBlock } from "./doses-block.js";

it("has the figure, the slope and what was trained", () => {
  const block = dosesBlock(exampleDoses());
  expect(block).toContain("<svg");
  expect(block).toContain("3 strengths, 2 seeds each");
  expect(block).toContain("Slope 0.600 (0.400 to 0.800) for a strength of 1; from 0.50 to 0.90 accuracy lost 0.240 (0.160 to 0.320)"); // prettier-ignore
  expect(block).toContain("Trained anew on 752 rows each, asked about the same 566 rows of 500 subjects"); // prettier-ignore
});

it("says why there is none, and nothing where nobody trained", () => {
  const none = { value: null, reason: "fewer than three runs, or than two strengths" } as const;
  expect(dosesBlock({ ...exampleDoses(), slope: none })).toContain(
    "Retraining: n/a (fewer than three runs, or than two strengths).",
  );
  expect(dosesBlock(undefined)).toBe("");
});
