import { describe, expect, it } from "vitest";
import { exampleProbing } from "../../../fixtures/probing/example-probing.js";
import { probingSection } from "./probing-section.js";

describe("probingSection", () => {
  it("has verdicts, two matrices, parts, critics and maps", () => {
    const page = probingSection(exampleProbing());
    expect(page).toContain("<h2>What the features encode</h2>");
    expect(page).toContain("Encoded is not used");
    expect(page).toContain("Diagonal dominance 0.734");
    expect(page).toContain("n/a (the part is constant)");
    expect(page).toMatch(/<td>digit-ge-5 and thickness<\/td><td>0.390<\/td><td>-0.010<\/td>/);
    // Two matrices, one pair with a curve, the maps.
    expect(page.match(/<svg xmlns/g)).toHaveLength(4);
    for (const name of ["section", "div", "ul", "li", "p", "figure", "svg", "g", "table"]) {
      const opened = page.match(new RegExp(`<${name}[ >]`, "g"))?.length;
      expect(page.match(new RegExp(`</${name}>`, "g"))?.length, name).toBe(opened);
    }
  });

  it("escapes names, says why nothing was probed, and is silent where nothing was asked for", () => {
    const probing = exampleProbing();
    const text = JSON.stringify(probing).replaceAll("thickness", "<script>");
    expect(probingSection(JSON.parse(text) as typeof probing)).not.toContain("<script");
    expect(
      probingSection({ value: null, reason: 'no held-out set has rows in cell "a"' }),
    ).toContain("No features were probed: no held-out set has rows in cell &quot;a&quot;.");
    expect(probingSection(null)).toBe("");
  });
});
