import { describe, expect, it } from "vitest";
import { exampleAudit } from "../../../fixtures/evaluation/example-audit.js";
import { doorLimit } from "./door-limits.js";
import { methodsSection } from "./methods-section.js";
import { overallSection } from "./overall-section.js";

describe("methodsSection", () => {
  const page = methodsSection(exampleAudit({ door: "features" }));

  it("says what each door shows, and which one this is", () => {
    expect(page).toContain(
      '<th scope="row" class="text best">features and table (this audit)</th>',
    );
    expect(page).toMatch(/predictions<\/th><td class="text">no<.*?yes<.*?no</);
  });

  it("says how the numbers are made", () => {
    for (const words of ["1000 resamples of subjects", "after Holm", "Intervals: 95 %", "fewer than 30"]) {
      expect(page).toContain(words);
    }
    const { settings } = exampleAudit();
    const other = { ...settings, correction: "benjamini-hochberg" } as const;
    expect(methodsSection(exampleAudit({ settings: other }))).toContain("Benjamini and Hochberg");
  }); // prettier-ignore

  it("says nothing of answers where features came without", () => {
    const { targets } = exampleAudit();
    const bare = exampleAudit({
      door: "features",
      targets: targets.map((target) => ({ ...target, overall: {} })),
    });
    for (const words of ["AUROC of two classes", "A disparity needs", "shown hollow"]) {
      expect(page).toContain(words);
      expect(methodsSection(bare)).not.toContain(words);
    }
    expect(doorLimit(bare)).toMatch(/^Features alone show what is encoded/);
    expect(doorLimit(exampleAudit({ door: "features" }))).toContain("their scores a disparity");
    expect(overallSection(bare)).toBe("");
  });

  it("says what it cannot show", () => {
    expect(page).toContain("Encoded is not used");
    expect(page).toContain("Nothing found is not nothing there");
    expect(page).toContain("TRIPOD+AI");
  });
});
