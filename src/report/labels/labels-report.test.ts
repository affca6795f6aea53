import { describe, expect, it } from "vitest";
import { exampleLabelsRun } from "../../../fixtures/evaluation/example-labels-run.js";
import { hideSmallLabelsOfRun } from "../../evaluation/labels/small-labels-groups.js";
import { labelsReportHtml } from "./labels-report.js";

const summary = exampleLabelsRun();
const page = labelsReportHtml(summary);

/** Text of the cells of each table of a section, a list each row. */
function tablesOf(html: string, title: string): string[][][] {
  const [, rest = ""] = html.split(`<h2>${title}</h2>`);
  const [section = ""] = rest.split("</section>");
  return [...section.matchAll(/<table>(.*?)<\/table>/gs)].map(([, table = ""]) =>
    [...table.matchAll(/<tr[^>]*>(.*?)<\/tr>/g)].map(([, row = ""]) =>
      [...row.matchAll(/<t[dh][^>]*>(.*?)<\/t[dh]>/g)].map(([, text = ""]) =>
        text.replace(/<[^>]*>/g, ""),
      ),
    ),
  );
}

describe("labelsReportHtml", () => {
  it("has a row for each test, validation and the gap in macro AUROC", () => {
    const { iid, inverted } = summary.results.tests;
    if (iid === undefined || inverted === undefined || "reason" in iid || "reason" in inverted) {
      throw new Error("no tests");
    }
    const [rows = []] = tablesOf(page, "Tests");
    expect(rows.map(([name = ""]) => name.split(" ")[0])).toEqual([
      ...["test", "iid", "inverted", "balanced", "other", "validation", "gap"],
    ]);
    expect(rows[3]?.[1]).toMatch(/^40 \(effective 3\d\)$/);
    expect(rows[4]?.[1]).toBe("n/a (no rows)");
    expect(rows[6]?.[3]).toBe((Number(iid.macro_auroc) - Number(inverted.macro_auroc)).toFixed(3));
    expect(rows[1]?.[5]).toBe(`${Number(iid.worst_group_auroc).toFixed(3)} site=south (n 18)`);
  });

  it("has the six measures at 0.5 and at chosen thresholds", () => {
    const [rows = []] = tablesOf(page, "Answers called yes");
    expect(rows).toHaveLength(1 + 2 * 4);
    const { iid } = summary.results.tests;
    if (iid === undefined || "reason" in iid || iid.at_chosen === undefined) throw new Error("iid");
    expect(rows[1]?.slice(0, 2)).toEqual(["iid", "0.5"]);
    expect(rows[1]?.[7]).toBe(Number(iid.at_half.OF1).toFixed(3));
    expect(rows[2]?.slice(0, 2)).toEqual(["", "chosen"]);
    expect(rows[2]?.[4]).toBe(Number(iid.at_chosen.CF1).toFixed(3));
  });

  it("has each label of each test with its rows of yes, and the threshold of validation", () => {
    const tables = tablesOf(page, "Labels one by one");
    expect(tables).toHaveLength(3);
    // Twenty of forty are mass. It ranks without fault where its partner comes along, not where that is turned round.
    expect(tables[0]?.[1]?.slice(0, 5)).toEqual(["mass", "40", "20", "0.500", "1.000"]);
    expect(Number(tables[1]?.[1]?.[4])).toBeLessThan(0.7);
    expect(tables[0]?.[3]?.slice(0, 4)).toEqual(["edema", "39", "8", "0.205"]);
    const { thresholds } = summary.results;
    if ("reason" in thresholds) throw new Error("no thresholds");
    expect(tables[2]?.[1]?.[9]).toBe(thresholds[0]?.threshold.toFixed(3));
    expect(tablesOf(page, "Labels within attributes")[0]?.[0]).toEqual([
      ...["label", "iid", "inverted", "balanced"],
    ]);
    expect(tablesOf(page, "Results by group")[0]?.map(([name]) => name)).toEqual([
      ...["group", "site=north", "site=south"],
    ]);
  });

  it("says the numbers in words, and none of the words of classes", () => {
    expect(page).toContain("Macro AUROC: iid 0.935, inverted 0.809 (gap 0.127)");
    expect(page).toContain("AUROC falls most for “mass”: 1.000 to 0.620");
    expect(page).toContain("findings, 3 answers of yes or no (mass, device, edema)");
    expect(page).not.toMatch(/This outcome is called|balanced accuracy/);
    expect(labelsReportHtml(exampleLabelsRun())).toBe(page);
  });

  it("says where the model looks, of the labels whose objects are known; nothing where it does not", () => {
    const looking = labelsReportHtml(exampleLabelsRun({ looks: true }));
    const [byTest = [], byLabel = []] = tablesOf(looking, "Where the model looks");
    expect(byTest.slice(0, 2)).toEqual([
      ["test", "labels", "pointing game", "tolerant", "box, tolerant", "attention inside", "IoU", "chance", "chance, tolerant", "chance, box"], // prettier-ignore
      // Mass is always hit, of 24 devices 2 are missed.
      ["iid", "2", (1 - 2 / 48).toFixed(3), "1.000", "1.000", (0.6 * (1 - 2 / 48)).toFixed(3), "0.500", "0.040", "0.050", "0.070"], // prettier-ignore
    ]);
    expect(byTest.map(([name]) => name)).toEqual(["test", "iid", "inverted", "balanced"]);
    expect(byLabel.map((cells) => cells.slice(0, 2))).toEqual([
      ["pointing game", "iid"],
      ["mass", "1.000"],
      ["device", (1 - 2 / 24).toFixed(3)],
      ["edema", "n/a (no rows of yes with a mask)"],
    ]);
    expect(looking).toContain("less than 2.9 pixels beside it");
    expect(page).not.toContain("Where the model looks");
  });

  it("escapes names, and has no groups where there are no attributes", () => {
    const { data, results } = summary;
    const renamed = JSON.parse(
      JSON.stringify(results).replaceAll("mass", "<script>"),
    ) as typeof results;
    const own = labelsReportHtml({
      ...summary,
      data: { ...data, attributes: [], label: { ...data.label, name: "<script>" } },
      results: renamed,
    });
    expect(own).not.toContain("<script");
    expect(own).toContain("No attributes were named, so there are no groups");
    expect(own).not.toMatch(/Results by group|Labels within attributes|adjusted AUROC/);
  });

  it("does not show labels of few rows of yes, nor means over labels", () => {
    const hidden = labelsReportHtml({
      ...summary,
      results: hideSmallLabelsOfRun(summary.results, 10),
    });
    expect(hidden).toContain("No gap between tests: a label has fewer than 10 rows");
    expect(hidden).toContain(
      "No thresholds were chosen: a label has fewer than 10 validation rows",
    );
    const [iid = []] = tablesOf(hidden, "Labels one by one");
    expect(iid.map(([name]) => name)).toEqual(["label", "mass", "device"]);
    expect(iid[0]).not.toContain("threshold");
  });
});
