import { describe, expect, it } from "vitest";
import { exampleAudit } from "../../../fixtures/evaluation/example-audit.js";
import { methodsSection } from "./methods-section.js";

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

  it("says what it cannot show", () => {
    expect(page).toContain("Encoded is not used");
    expect(page).toContain("Nothing found is not nothing there");
    expect(page).toContain("TRIPOD+AI");
  });
});
