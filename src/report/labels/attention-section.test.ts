import { describe, expect, it } from "vitest";
import { exampleLabelsRun } from "../../../fixtures/evaluation/example-labels-run.js";
import type { AttentionImages } from "../attention-images.js";
import { attentionSection } from "./attention-section.js";
import { labelsReportHtml } from "./labels-report.js";

const summary = exampleLabelsRun();
const shown = (png: string) => ({ width: 40, height: 20, png });
const attention: AttentionImages = {
  version: 1,
  set: "iid",
  size: { height: 20, width: 40 },
  range: [0, 1],
  rangeOf: "data set",
  pictures: [
    {
      picture: shown("PLAIN"),
      labels: [
        {
          ...{ name: "mass <2", probability: 0.8126, outline: "M1 1h1" },
          ...{ trained: shown("TRAINED"), randomised: shown("RANDOM") },
        },
      ],
    },
  ],
  agreement: { mean: 0.1234, absolute: 0.5, pairs: 31, images: 20 },
};
const sectionOf = (changes: Partial<AttentionImages>) =>
  attentionSection({ ...summary, attention: { ...attention, ...changes } });

describe("attentionSection", () => {
  it("has each label's map beside the randomised network's, its probability and its object", () => {
    const page = sectionOf({});
    expect(page).toContain('<h3>mass &lt;2 <span class="quiet">0.813</span></h3>');
    // 128 / 40 is above 3; coordinates inside are pixels of the image.
    expect(page).toContain(
      '<svg width="120" height="60" viewBox="0 0 40 20" preserveAspectRatio="none" role="img" ' +
        'aria-label="Attention of mass &lt;2 on picture 1"><image width="40" height="20" preserveAspectRatio="none" ' +
        'href="data:image/png;base64,TRAINED"/><path d="M1 1h1"/></svg>',
    );
    expect(page.match(/base64,(PLAIN|TRAINED|RANDOM)"/g)).toHaveLength(3);
    // Not on the plain picture.
    expect(page.match(/<path /g)).toHaveLength(2);
    expect(page).toContain("Outlined: the label&#39;s object.");
    expect(labelsReportHtml({ ...summary, attention })).toContain(page);
  });

  it("says how alike the maps are, and what that means", () => {
    expect(sectionOf({})).toContain(
      "randomised network: 0.123, without signs 0.500 (means over 31 labels of yes on 20 images). A high one means that " +
        "these pictures say little of what was learnt",
    );
    const none = { value: null, reason: "no map that differs by place" } as const;
    const agreement = { mean: none, absolute: none, pairs: 0, images: 20 };
    expect(sectionOf({ agreement })).toContain("n/a (no map that differs by place)");
  });

  it("has further maps folded away, a row a label, and says what they are", () => {
    expect(sectionOf({})).not.toContain("<details>");
    const [row] = attention.pictures;
    if (row === undefined) throw new Error("no picture");
    const withMaps = (...maps: readonly string[]) => {
      const further = maps.map((map, index) => ({ map, picture: shown(`MAP${index}`) }));
      const labels = row.labels.map((label) => ({ ...label, further }));
      return sectionOf({ pictures: [{ ...row, labels }] });
    };
    const page = withMaps("complement", "bottleneck", "component-1", "component-2");
    const [, folded = ""] = page.split("<details>");
    expect(folded.match(/base64,(TRAINED|MAP[0-3])"/g)).toHaveLength(5);
    expect(folded.match(/<path /g)).toHaveLength(5);
    expect(folded).toContain('<h3>mass &lt;2 <span class="quiet">picture 1</span></h3>');
    expect(folded).toContain('<h3><span class="quiet">component 2</span></h3>');
    expect(folded).toContain('aria-label="bottleneck of mass &lt;2 on picture 1"');
    expect(folded).toContain(
      "does not make the answer. Components: share of each of the mixture&#39;s 2 at a place",
    );
    expect(withMaps("complement", "component-1")).not.toContain("Bottleneck:");
  });

  it("numbers pictures, above and in the folded rows alike", () => {
    const [row] = attention.pictures;
    const [label] = row?.labels ?? [];
    if (row === undefined || label === undefined) throw new Error("no label");
    const further = [{ map: "complement", picture: shown("MAP") }];
    const labels = [{ ...label, further }];
    const page = sectionOf({ pictures: [row, { ...row, labels }] });
    const [above = "", folded = ""] = page.split("<details>");
    expect(above.match(/<h3>picture \d<\/h3>/g)).toEqual(["<h3>picture 1</h3>", "<h3>picture 2</h3>"]); // prettier-ignore
    expect(folded.match(/<span class="quiet">picture \d/g)).toEqual(['<span class="quiet">picture 2']); // prettier-ignore
  });

  it("says which maps are nearly even, whose colour is as strong as that of others", () => {
    const [row] = attention.pictures;
    const [label] = row?.labels ?? [];
    if (row === undefined || label === undefined) throw new Error("no label");
    const further = ["complement", "bottleneck"].map((map) => ({ map, picture: shown(map) }));
    const labels = [{ ...label, further, nearlyEven: ["randomised", "complement"] }];
    const page = sectionOf({ pictures: [{ ...row, labels }] });
    expect(page).toContain("differs by at most 0.1 of its largest value");
    const even = [...page.matchAll(/<figure>(?:(?!<figure>).)*nearly even/gs)].map(([figure]) => /base64,(\w+)/.exec(figure)?.[1]); // prettier-ignore
    expect(even).toEqual(["RANDOM", "complement"]);
    expect(sectionOf({})).not.toMatch(/nearly even/i);
  });

  it("says why there is none, and is not there where the run keeps none", () => {
    expect(sectionOf({ pictures: [] })).toContain("No picture can be shown.");
    expect(sectionOf({ pictures: [] })).not.toContain("Outlined");
    const left = attentionSection({ ...summary, attention: { reason: "Left out." } });
    expect(left).toContain('<p class="quiet">Left out.</p>');
    expect(attentionSection(summary)).toBe("");
  });
});
