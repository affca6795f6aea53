import { describe, expect, it } from "vitest";
import { exampleAudit, exampleTarget, numberAudit } from "../../../fixtures/evaluation/example-audit.js"; // prettier-ignore
import { overallSection } from "./overall-section.js";

describe("overallSection", () => {
  it("has a line for each target, with interval, and where its threshold comes from", () => {
    const mass = exampleTarget("mass");
    const thresholds = [
      mass,
      { ...mass, name: "edema", threshold: { rule: "given", split: null, value: 0.3 } },
      { ...mass, name: "nodule", threshold: { rule: "half", split: null, value: 0.5 } },
    ] as const;
    const page = overallSection(exampleAudit({ targets: thresholds }));
    expect(page.match(/<tr><th scope="row">/g)).toHaveLength(3);
    expect(page).toContain('0.853 <span class="quiet">0.833 to 0.873</span>');
    expect(page).toContain("A row of mass is called pneumonia at a score of 0.412, chosen by Youden&#39;s index on the validation split."); // prettier-ignore
    expect(page).toContain("A row of edema is called pneumonia at a score of 0.300, given.");
    expect(page).toContain("0.500, half,");
    expect(page.match(/<figure class="curve">/g)).toHaveLength(3);
  });

  it("leaves cells empty that a target does not have, and curves where there are none", () => {
    const [age] = numberAudit().targets;
    if (age === undefined) throw new Error("no number");
    const page = overallSection(exampleAudit({ targets: [age, exampleTarget()] }));
    expect(page).toMatch(/<bdi>age<\/bdi><\/th>.*<td><\/td><\/tr>/);
    expect(overallSection(numberAudit())).not.toContain("Calibration");
    const inYears = overallSection({ ...numberAudit(), targets: [{ ...age, unit: "years" }] });
    expect(inYears).toContain("age in years");
  });
});
