import { describe, expect, it } from "vitest";
import { exampleTarget } from "../../../fixtures/evaluation/example-audit.js";
import { gapsBlock } from "./gaps-block.js";

const target = exampleTarget();
const site = target.attributes.find(({ name }) => name === "site");
if (site === undefined) throw new Error("no site");
const undefinedMeasure = { value: null, reason: "two groups at least" } as const;

describe("gapsBlock", () => {
  it("has worst, best, gap with interval, ratio and the gap that would show, main measures first", () => {
    const page = gapsBlock(site, target);
    expect(page).toMatch(
      /<th scope="row">AUROC<\/th><td class="text"><bdi>site C<\/bdi><\/td><td class="text"><bdi>site A<\/bdi><\/td><td>0\.180 \(0\.154 to 0\.206\)<\/td><td>0\.798 \(no interval: too few resamples\)<\/td><td>0\.037<\/td>/,
    );
    expect(page.indexOf("specificity")).toBeLessThan(page.indexOf("<details>"));
    expect(page.indexOf("Brier score")).toBeGreaterThan(page.indexOf("<details>"));
    expect(page).toContain("demographic parity");
    expect(page).toContain("0.110, p 0.004 before correction (1000 permutations).");
  });

  it("says why there is nothing", () => {
    const conditional = {
      ...site.conditional,
      ...{ value: undefinedMeasure, p: undefinedMeasure },
    };
    const page = gapsBlock({ ...site, gaps: [], rates: undefinedMeasure, conditional }, target);
    expect(page).toContain("No two groups are large enough");
    expect(page).toContain("Differences of rates: n/a (two groups at least).");
    expect(page).toContain("n/a (two groups at least), p n/a (two groups at least).");
    expect(page).not.toContain("permutations");
  });
});
