import { describe, expect, it } from "vitest";
import { exampleScan } from "../../../fixtures/evaluation/example-scan.js";
import { scanHtml } from "./scan-html.js";

const picture = { width: 2, height: 2, png: "AAAA" };
const page = scanHtml({
  record: exampleScan(),
  source: "cohort.yml",
  pictures: [
    {
      ...{ name: "brightness", title: "brightness", unit: "of full scale" },
      groups: [
        { title: "lowest", n: null, images: [{ number: 0.123456, pictures: [picture] }] },
        { title: "<i>", n: 9, images: [{ number: null, pictures: [picture] }] },
      ],
    },
  ],
});

describe("scanHtml", () => {
  it("escapes what the data say, and asks for nothing from outside", () => {
    expect(page).not.toContain("<script");
    expect(page).toContain("&lt;script&gt;site&lt;/script&gt;");
    expect(page).not.toContain("<i>");
    expect(page).not.toMatch(/(?:src|href)="(?!data:image\/png)/);
  });

  it("has what is flagged on top, the table, pictures with their numbers, and what leaks", () => {
    const order = [
      'class="conclusion alert"',
      "What tells sick",
      "<svg",
      "FLAGGED: may be the label itself",
      "n/a (one value)",
      "data:image/png;base64,AAAA",
      "0.1235",
      "n 9",
      "groups of files with the same bytes",
      "Left out: report_id.",
    ].map((words) => page.indexOf(words));
    expect(order).toEqual(order.toSorted((left, right) => left - right));
    expect(order).not.toContain(-1);
  });

  it("says why there are no pictures", () => {
    const without = scanHtml({ record: exampleScan(), source: "x.yml", pictures: "Left out." });
    expect(without).not.toContain("data:image");
    expect(without).toContain("Left out.");
  });
});
