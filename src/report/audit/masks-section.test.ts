import { describe, expect, it } from "vitest";
import { exampleAudit } from "../../../fixtures/evaluation/example-audit.js";
import { exampleMasks, exampleMaskShare } from "../../../fixtures/evaluation/example-masks.js";
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

  it("escapes names", () => {
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
