import { describe, expect, it } from "vitest";
import { exampleLabelsRun } from "../../../fixtures/evaluation/example-labels-run.js";
import type { LabelsSetResult } from "../../evaluation/labels/labels-results.js";
import { aurocGap, describeLabels, labelsDetails, worstLabelsGroup } from "./labels-outcome.js";

const { tests } = exampleLabelsRun().results;
const iid = tests.iid as LabelsSetResult;
const none = { value: null, reason: "no label has positives" } as const;

describe("labels outcome", () => {
  it("has a gap above 0 where the turned test is ranked worse, and says so the other way round", () => {
    const turned = { iid: { ...iid, macro_auroc: 0.7 }, inverted: { ...iid, macro_auroc: 0.8 } };
    expect(aurocGap(turned)).toBeCloseTo(-0.1, 12);
    expect(describeLabels(turned)).toContain("(gap -0.100): labels are ranked no less well");
    expect(describeLabels(tests)).toContain("labels are ranked less well");
  });

  it("says why there is no gap", () => {
    expect(describeLabels({ iid })).toBe(
      "No gap between tests: there is no inverted test. Macro AUROC: iid 0.935, mAP 0.878. Worst group 0.917: what an attribute does is read off AUROC within its values and the groups.",
    );
    expect(describeLabels({ iid, inverted: none })).toBe(
      "No gap between tests: the inverted test is n/a (no label has positives). Macro AUROC: iid 0.935, mAP 0.878. Worst group 0.917: what an attribute does is read off AUROC within its values and the groups.",
    );
    expect(describeLabels({ iid: { ...iid, macro_auroc: none }, inverted: iid })).toBe(
      "No gap between tests: no label has positives.",
    );
  });

  it("says first that a run ranks no better than chance on iid, and nothing of what its gap means", () => {
    const inverted = { ...iid, macro_auroc: 0.5, mAP: 0.3 };
    const lost = (auroc: number) => ({ iid: { ...iid, macro_auroc: auroc, mAP: 0.25 }, inverted });
    expect(describeLabels(lost(0.407))).toBe(
      "No better on iid than chance (macro AUROC not above 0.5): iid 0.407, inverted 0.500 (gap -0.093), so that a gap, small or " +
        "large, means nothing. mAP: iid 0.250, inverted 0.300.",
    );
    expect(describeLabels(lost(0.5))).toMatch(/^No better on iid than chance/);
    expect(describeLabels(lost(0.501))).toMatch(/^Macro AUROC: iid 0.501/);
    expect(describeLabels({ iid: lost(0.4).iid })).toMatch(
      /^No better on iid than chance \(macro AUROC not above 0.5\). No gap between tests: .* iid 0.400/,
    );
    expect(labelsDetails(lost(0.407)).join(" ")).not.toContain("calling it a finding");
    expect(labelsDetails(lost(0.501)).join(" ")).toContain("calling it a finding");
  });

  it("names the label that falls most, and says where means are over other labels", () => {
    const [mass, ...others] = iid.labels;
    if (mass === undefined) throw new Error("no label");
    const inverted = { ...iid, labels: [{ ...mass, auroc: none }, ...others] };
    const words = labelsDetails({ iid, inverted }).join(" ");
    expect(words).toContain(
      "rows of yes and of no of: 3 on iid, 2 on inverted, 2 of them the same",
    );
    expect(words).not.toContain("falls most");
    expect(labelsDetails(tests)[0]).toContain("falls most for “mass”");
  });

  it("finds the worst group, or none", () => {
    expect(worstLabelsGroup(iid)?.attributes).toEqual({ site: "south" });
    expect(worstLabelsGroup({ ...iid, worst_group_auroc: none })).toBeUndefined();
  });
});
