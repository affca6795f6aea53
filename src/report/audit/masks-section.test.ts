import { describe, expect, it } from "vitest";
import { exampleAudit } from "../../../fixtures/evaluation/example-audit.js";
import {
  exampleLabelsMasks,
  exampleMasks,
  exampleMaskShare,
  exampleNumberMasks,
} from "../../../fixtures/evaluation/example-masks.js";
import { exampleSaliency } from "../../../fixtures/evaluation/example-saliency.js";
import { auditMarkdown, auditText } from "../tables/audit-table.js";
import { masksAreNoVerdict } from "./mask-words.js";
import { masksSection } from "./masks-section.js";
import { saliencySection } from "./saliency-section.js";

const textOf = (html: string): string => html.replace(/<[^>]*>/g, " ").replace(/\s+/g, " ");

describe("masksSection", () => {
  it("says first that it is no verdict, then answers inside beside elsewhere with intervals, and what was left out", () => {
    const text = textOf(masksSection(exampleMasks()));
    expect(text.indexOf(masksAreNoVerdict)).toBeLessThan(text.indexOf("moved"));
    expect(text).toContain("all pictures 120 0.310 0.290 to 0.330 0.020 0.000 to 0.040 0.290 0.270 to 0.310 -0.290"); // prettier-ignore
    expect(text).toContain("finding: clear 3 n/a fewer than 5 subjects");
    expect(text).toContain("sex: female 60 ");
    expect(text).toContain("Left out: 300 without a mask, 4 with nothing inside, 1 whose mask cannot be used."); // prettier-ignore
    expect(text).toContain("inside by 0.213 and elsewhere by 0.187");
    expect(masksSection(undefined)).toBe("");
  });

  it("has a table for each label of several answers, and of a number its unit and standard deviations", () => {
    const several = textOf(masksSection(exampleLabelsMasks()));
    expect(several).toContain("Answers where what is inside lesion, mass is taken out");
    expect(several).toContain("Answers where what is inside lesion, fluid is taken out");
    expect(several).toContain("1 whose mask cannot be used, 7 whose answer is not known.");
    const number = textOf(masksSection(exampleNumberMasks()));
    expect(number).toContain("Predictions (own unit; a standard deviation of the true values is 12.5) where what is inside lesion is taken out"); // prettier-ignore
    // Difference 4.5, of 12.5; its interval too.
    expect(number).toContain("4.500 4.480 to 4.520 0.360 0.358 to 0.362 -4.000");
    expect(number).toContain("age: &lt;50 3 n/a fewer than 5 subjects");
    expect(number).toContain("error: change of |prediction − truth|");
    expect(number).not.toContain("own class");
    const same = exampleNumberMasks().map((own) => ({ ...own, deviation: 0 }));
    expect(textOf(masksSection(same))).toContain("n/a the true values do not differ");
  });

  it("escapes names", () => {
    expect(masksSection(exampleLabelsMasks(["<b>x"]))).not.toContain("<b>x");
    expect(masksSection(exampleMasks("<b>x", "<i>y"))).not.toMatch(/<b>x|<i>y/);
  });

  it("has shares of maps beside area and nothing learnt", () => {
    const saliency = exampleSaliency();
    const methods = saliency.methods.map((own) => ({ ...own, inside: [exampleMaskShare()] }));
    const text = textOf(saliencySection({ ...saliency, methods }, []));
    expect(text).toContain("lesion gradient 0.200 0.180 to 0.220 0.050 0.030 to 0.070 0.150 0.130 to 0.170 n/a fewer than 5 subjects"); // prettier-ignore
    expect(textOf(saliencySection(saliency, []))).not.toContain("inside masks");
  });
});

describe("masks in text", () => {
  it("are a line at the terminal and a table in Markdown", () => {
    const audit = exampleAudit({ masks: exampleMasks() });
    expect(auditText(audit)).toContain(
      "\ninside lesion: taken out, answers move by 0.310 (0.290 to 0.330); the same shape elsewhere 0.020 (0.000 to 0.040), difference 0.290 (0.270 to 0.310); 120 pictures\n",
    );
    expect(auditText(exampleAudit({ masks: exampleLabelsMasks() }))).toContain("\ninside lesion, fluid: taken out, answers move by 0.310"); // prettier-ignore
    const number = exampleAudit({ masks: exampleNumberMasks() });
    expect(auditText(number)).toContain("inside lesion: taken out, predictions move (own unit; a standard deviation of the true values is 12.5) by 5.000"); // prettier-ignore
    expect(auditMarkdown(number)).toContain("| the same in standard deviations |");
    const page = auditMarkdown(audit);
    expect(page).toContain("## Where the answer comes from");
    expect(page).toContain("| sex: female");
    const saliency = exampleSaliency();
    const methods = saliency.methods.map((own) => ({ ...own, inside: [exampleMaskShare()] }));
    expect(auditMarkdown({ ...audit, saliency: { ...saliency, methods } })).toContain(
      "| inside lesion, integrated gradients | 0.200 (0.180 to 0.220) | 0.050 (0.030 to 0.070) | n/a (fewer than 5 subjects) |",
    );
    const [mask] = exampleMasks();
    const nothing = mask === undefined ? [] : [{ ...mask, pictures: 0, groups: [] }];
    expect(auditText(exampleAudit({ masks: nothing }))).toContain(
      "inside lesion: no picture was measured (300 without a mask, 4 with nothing inside, 1 whose mask cannot be used)",
    );
  });
});
