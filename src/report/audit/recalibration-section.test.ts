import { describe, expect, it } from "vitest";
import { exampleAudit, exampleTarget, largeAudit, numberAudit } from "../../../fixtures/evaluation/example-audit.js"; // prettier-ignore
import type { Recalibration } from "../../evaluation/audit/recalibration-results.js";
import { recalibrationBlock } from "./recalibration-block.js";
import { recalibrationSection } from "./recalibration-section.js";

const target = exampleTarget();
const found = target.recalibration;
const site = target.attributes.find(({ name }) => name === "site");
if (site === undefined || found === undefined || "reason" in found) throw new Error("no example");
const textOf = (html: string) => html.replace(/<[^>]*>/g, " ").replace(/\s+/g, " ");

describe("recalibrationSection", () => {
  const page = recalibrationSection(exampleAudit());

  it("has the measures before and after, the map, and the change with its interval", () => {
    const text = textOf(page);
    expect(text).toContain("Fitted on 1180 rows of split validation");
    expect(text).toContain("as it is 0.090 0.165 0.490 0.060 0.760 0.820");
    expect(text).toContain("Platt slope 0.440, intercept -0.510 0.030");
    expect(text).toContain("change -0.030 (-0.036 to -0.024)");
    expect(page.match(/<figure class="curve">/g)).toHaveLength(4);
  });

  it("says the shares and the assumption of the shift", () => {
    const text = textOf(page);
    expect(text).toContain("pneumonia 0.310 0.258 0.250");
    expect(text).toContain("label shift");
  });

  it("says why there is none: of all, and of one way", () => {
    const reason = { value: null, reason: "no rows of another split to fit on" } as const;
    const none = exampleAudit({ targets: [{ ...target, recalibration: reason }] });
    expect(textOf(recalibrationSection(none))).toContain("Not recalibrated: no rows of another split to fit on."); // prettier-ignore
    const lacking: Recalibration = {
      ...found,
      ways: [...found.ways.slice(0, 3), { name: "prior shift", value: null, reason: "no rows" }],
      shares: { value: null, reason: "no rows" },
    };
    const some = textOf(recalibrationSection(exampleAudit({ targets: [{ ...target, recalibration: lacking }] }))); // prettier-ignore
    expect(some).toContain("Platt, then prior shift: none, no rows.");
    expect(some).not.toContain("Shares of the classes");
  });

  it("is nothing for a number, and folded where there are several targets", () => {
    expect(recalibrationSection(numberAudit())).toBe("");
    const several = recalibrationSection(largeAudit(1, 2, ["mass", "edema"]));
    expect(several.match(/<details><summary>/g)).toHaveLength(2);
  });
});

describe("recalibrationBlock", () => {
  it("has the gaps of every way, and each group on demand, in the order of the groups' table", () => {
    const page = recalibrationBlock(site, target);
    const [gaps = "", groups = ""] = page.split("<details>");
    expect(textOf(gaps)).toContain("mean score − share 0.080 0.080 0.080 0.080");
    const names = [...groups.matchAll(/<bdi>(.*?)<\/bdi>/g)].map(([, name]) => name);
    expect(names.slice(0, 5)).toEqual(["site C", "site D", "site B", "site A", "site E"]);
    expect(names).toHaveLength(6 * 5);
  });

  it("is nothing where nothing was recalibrated", () => {
    const reason = { value: null, reason: "none" } as const;
    expect(recalibrationBlock(site, { ...target, recalibration: reason })).toBe("");
  });
});
