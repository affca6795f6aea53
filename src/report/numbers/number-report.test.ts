import { describe, expect, it } from "vitest";
import { exampleNumberRun } from "../../../fixtures/evaluation/example-number-run.js";
import { numberReportHtml } from "./number-report.js";

const summary = exampleNumberRun();

/** Text of the cells of a section's first table, a list each row. */
function tableOf(page: string, title: string): string[][] {
  const [, section = ""] = page.split(`<h2>${title}</h2>`);
  const [body = ""] = section.split("</tbody>");
  return [...body.matchAll(/<tr[^>]*>(.*?)<\/tr>/g)].map(([, row = ""]) =>
    [...row.matchAll(/<t[dh][^>]*>(.*?)<\/t[dh]>/g)].map(([, text = ""]) =>
      text.replace(/<[^>]*>/g, ""),
    ),
  );
}

describe("numberReportHtml", () => {
  const page = numberReportHtml(summary);

  it("has a row for each test, validation and the gap, with effective n where rows are weighted", () => {
    const { iid, inverted } = summary.results.tests;
    if (iid === undefined || inverted === undefined || "reason" in iid || "reason" in inverted) {
      throw new Error("no tests");
    }
    const rows = tableOf(page, "Tests");
    expect(rows.map(([name = ""]) => name.split(" ")[0])).toEqual([
      ...["test", "iid", "inverted", "balanced", "other", "validation", "gap"],
    ]);
    expect(rows[3]?.[1]).toMatch(/^40 \(effective 3\d\)$/);
    expect(rows[4]?.[1]).toBe("n/a (no rows)");
    expect(rows[6]?.[2]).toBe((Number(inverted.mae) - Number(iid.mae)).toFixed(3));
  });

  it("has a column each test for correlations and heads", () => {
    expect(tableOf(page, "Errors and attributes")).toEqual([
      ["attribute", "iid", "inverted", "balanced"],
      ["site", ...Array.from({ length: 3 }, () => expect.stringMatching(/^0\.\d{3}$/) as string)],
    ]);
    expect(tableOf(page, "What the heads of attributes predict")[1]?.[0]).toBe("site");
  });

  it("escapes what data are called, and has no table of attributes where there are none", () => {
    const { data, results } = summary;
    const own = numberReportHtml({
      ...summary,
      data: { ...data, label: { ...data.label, name: "<script>" } },
      results: { ...results, tests: {} },
    });
    expect(own).not.toContain("<script");
    expect(own).not.toContain("Errors and attributes");
    expect(own).not.toContain("What the heads of attributes predict");
  });
});
