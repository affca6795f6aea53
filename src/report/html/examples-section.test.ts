import { describe, expect, it } from "vitest";
import { exampleRun } from "../../../fixtures/evaluation/example-run.js";
import type { ExampleImages, ExamplePicture } from "../example-images.js";
import { reportHtml } from "../report-html.js";
import { examplesSection } from "./examples-section.js";
import { pageStyle } from "./style.js";

const summary = exampleRun({ shortcutShare: 0.62, errorRate: 0.03 });
const picture = (more: Partial<ExamplePicture> = {}): ExamplePicture => ({
  ...{ width: 28, height: 20, png: "iVBORw0KGgo=" },
  ...more,
});
const attributes = { thickness: "thin", rotation: "0" };
const examples: ExampleImages = {
  version: 1,
  imageShape: [1, 20, 28],
  range: [0, 1],
  rangeOf: "data set",
  groups: [{ label: 1, attributes, n: 12, images: [[picture()], [picture()]] }],
  leftOut: 0,
  tooSmall: 0,
};
const sectionOf = (own: ExampleImages) => examplesSection({ ...summary, examples: own });

describe("examplesSection", () => {
  it("has the images of each group inside, with room kept for them and words for who cannot see", () => {
    const page = sectionOf(examples);
    expect(page).toContain("<h2>Example images</h2>");
    expect(page).toContain(
      '<h3>digit&gt;=5, thickness=thin, rotation=0 <span class="quiet">n 12</span></h3>',
    );
    // 128 / 28 is above 4: four times as large, by whole numbers.
    expect(page).toContain(
      '<img class="enlarged" src="data:image/png;base64,iVBORw0KGgo=" width="112" height="80" ' +
        'alt="digit&gt;=5, thickness=thin, rotation=0: example 2 of 2">',
    );
    expect(page.match(/<img /g)).toHaveLength(2);
    expect(page).toContain(
      "Black is 0 and white is 1, the range of the data set; linear in between.",
    );
    expect(page).toContain("The network sees 20 x 28 pixels.");
    expect(page).not.toContain("left out");
  });

  it("says where the range is from, what was reduced, and what is not shown", () => {
    const large = picture({ width: 128, height: 91 });
    const page = sectionOf({
      ...examples,
      imageShape: [1, 320, 448],
      range: [-2.34567, 8],
      rangeOf: "examples",
      groups: [{ label: 0, attributes, n: 3, images: [[large]] }],
      leftOut: 20,
      tooSmall: 1,
    });
    expect(page).toContain('<img src="data:');
    expect(page).toContain(
      "Black is -2.35 and white is 8, the least and the greatest value of these images; linear in between. " +
        "The network sees 320 x 448 pixels, reduced here to means over area. 20 groups with fewer rows are left out. " +
        "1 group is left out, so that no small count is told.",
    );
  });

  it("names the slices of a volume and how they lie", () => {
    const planes = ["axial", "coronal", "sagittal"].map((plane) => picture({ plane }));
    const volume = { ...examples, imageShape: [1, 28, 20, 20] };
    const page = sectionOf({
      ...volume,
      groups: [{ label: 0, attributes, n: 1, images: [planes] }],
    });
    expect(page).toContain('example 1 of 1, coronal" title="coronal">');
    expect(page).toContain(
      "28 x 20 x 20 voxels. Of each volume the middle slices: axial, coronal, sagittal;",
    );
    expect(page).toContain("The patient&#39;s right is on the left of axial and coronal slices");
    const across = [picture({ plane: "across axis 1" })];
    expect(
      sectionOf({ ...volume, groups: [{ label: 0, attributes, n: 1, images: [across] }] }),
    ).toContain("How the axes lie in the body is not known.");
  });

  it("never stretches the slices of a volume to the height of the tallest", () => {
    // A line of flexible boxes does so unless it is told not to: a coronal slice of 96 x 96 was drawn 96 x 112.
    expect(pageStyle).toMatch(/\.example \{[^}]*display: flex[^}]*align-items: flex-start;/);
  });

  it("leaves names that are HTML as text", () => {
    const name = '"><script>alert(1)</script>';
    const group = {
      label: 0,
      attributes: { [name]: name },
      n: 1,
      images: [[picture({ png: name })]],
    };
    const page = sectionOf({ ...examples, groups: [group] });
    expect(page).not.toContain("<script");
    expect(page).toContain('alt="digit&lt;5, &quot;&gt;&lt;script&gt;');
    expect(page.match(/<img [^>]*>/g)).toHaveLength(1);
  });

  it("is one line where images were left out, and nothing where there are none", () => {
    const page = reportHtml({ ...summary, examples: { reason: "Left out: none." } });
    expect(page).toContain('<h2>Example images</h2>\n<p class="quiet">Left out: none.</p>');
    expect(page).not.toContain("data:image");
    expect(reportHtml({ ...summary, examples })).toContain("data:image");
    expect(reportHtml(summary)).not.toContain("Example images");
    expect(sectionOf({ ...examples, groups: [], tooSmall: 2 })).toContain(
      "No group can be shown. 2 groups are left out, so that no small count is told.",
    );
  });
});
