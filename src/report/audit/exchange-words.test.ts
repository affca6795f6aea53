import { describe, expect, it } from "vitest";
import { exampleAudit } from "../../../fixtures/evaluation/example-audit.js";
import { exampleEstimate } from "../../../fixtures/evaluation/example-masks.js";
import type { FeatureExchange } from "../../evaluation/audit/audit-results.js";
import { auditMarkdown, auditText } from "../tables/audit-table.js";
import { exchangeWords } from "./exchange-words.js";
import { tiersBlock } from "./tiers-block.js";

const exchange: FeatureExchange = {
  own_part: {
    on_label: { class: "lesion", value: "present", effect: exampleEstimate(0), reads: false },
    on_attribute: { class: "present", value: "present", effect: exampleEstimate(0.9), reads: true },
  },
  label_part: {
    on_attribute: { class: "present", value: "present", effect: exampleEstimate(-0.1), reads: true }, // prettier-ignore
  },
};
const line =
  "features exchanged, label equal: the attribute's part moves P(lesion) not at all (its head does not read it), and P(present) by +0.900 (0.880 to 0.920) with present; " +
  "the label's part moves P(present) by -0.100 (-0.120 to -0.080) with present";

describe("exchangeWords", () => {
  it("is one line, none of a run without parts, and says why nothing was exchanged", () => {
    expect(exchangeWords(exchange)).toEqual([line]);
    expect(exchangeWords(undefined)).toEqual([]);
    expect(exchangeWords({ value: null, reason: "no row has a donor and controls" })).toEqual([
      "features not exchanged: no row has a donor and controls",
    ]);
  });

  it("stands under encoded on the page, and below the evidence at the terminal", () => {
    const audit = exampleAudit();
    const targets = audit.targets.map((target) => ({
      ...target,
      attributes: target.attributes.map((attribute) => {
        const { verdict } = attribute;
        if (verdict === null) return attribute;
        const tiers = { ...verdict.tiers, encoded: { ...verdict.tiers.encoded, exchange } };
        return { ...attribute, verdict: { ...verdict, tiers } };
      }),
    }));
    expect(auditText({ ...audit, targets })).toContain(`\n  ${line}\n`);
    expect(auditMarkdown({ ...audit, targets })).toContain(`; ${line} |`);
    const verdict = targets[0]?.attributes[0]?.verdict;
    expect(verdict && tiersBlock(verdict)).toContain("label equal: the attribute&#39;s part moves");
    expect(auditText(audit)).not.toContain("features exchanged");
  });
});
