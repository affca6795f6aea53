import { describe, expect, it } from "vitest";
import { exampleAudit, largeAudit } from "../../../fixtures/evaluation/example-audit.js";
import { chaptersSections } from "./chapters-section.js";

const [attributes = "", intersections = ""] = chaptersSections(exampleAudit());

describe("chaptersSections", () => {
  it("follows the order of the verdicts and opens what is severe", () => {
    const heads = [...attributes.matchAll(/<details class="chapter" id="([^"]*)"( open)?>\n<summary><h3><bdi>(.*?)</g)]; // prettier-ignore
    expect(heads.map(([, , open = "", name]) => `${name}${open}`)).toEqual([
      ...["view open", "site open", "sex", "scanner", "laterality"],
    ]);
    const opened = chaptersSections(largeAudit(40, 2))[0]?.match(/ open>/g);
    expect(opened).toHaveLength(3);
  });

  it("has why before groups, gaps, association and calibration", () => {
    const [, chapter = ""] = attributes.split('<details class="chapter"');
    const order = ["Encoded: found", "<h4>Groups", "<h4>Gaps", "<h4>If the association", "<h4>Calibration"]; // prettier-ignore
    const places = order.map((text) => chapter.indexOf(text));
    expect(Math.min(...places)).toBeGreaterThan(0);
    expect([...places].sort((a, b) => a - b)).toEqual(places);
  });

  it("has intersections apart, with groups and without a verdict", () => {
    expect(intersections).toContain("<h2>Intersections</h2>");
    expect(intersections).toContain("female, AP");
    expect(intersections).not.toContain("tiers");
  });
});
