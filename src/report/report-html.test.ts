import { describe, expect, it } from "vitest";
import { exampleRun } from "../../fixtures/evaluation/example-run.js";
import { reportHtml } from "./report-html.js";
import type { RunSummary } from "./run-summary.js";

const summary = exampleRun({ shortcutShare: 0.62, errorRate: 0.03 });

/** The same summary with `<script>` in front of every text and key. */
function poisoned<T>(value: T): T {
  const poison = (part: unknown, key: string): unknown => {
    // Names that choose behaviour stay: which test is which, and the arrow of a cross key.
    if (typeof part === "string") return key === "reason" ? part : `<script>"'&${part}`;
    if (Array.isArray(part)) return part.map((entry) => poison(entry, key));
    if (typeof part !== "object" || part === null) return part;
    return Object.fromEntries(
      Object.entries(part).map(([name, entry]) => [name, poison(entry, name)]),
    );
  };
  return poison(value, "") as T;
}

describe("reportHtml", () => {
  const page = reportHtml(summary);

  it("is the same bytes for the same summary", () => {
    expect(reportHtml(exampleRun({ shortcutShare: 0.62, errorRate: 0.03 }))).toBe(page);
  });

  it("needs nothing but itself", () => {
    expect(page).not.toMatch(/<script|<link|<img|@import|url\(|src=/);
    const addresses = new Set(page.match(/https?:[^"' )]*/g));
    expect([...addresses]).toEqual(["http://www.w3.org/2000/svg"]);
  });

  it("says the outcome and the headline numbers", () => {
    expect(page).toContain(
      "<p>Falls for the shortcut: iid 0.92, inverted 0.42 (gap 0.50, 95 % interval 0.48 to 0.53); " +
        "inverted is below chance (0.50).</p>",
    );
    expect(page).toContain('<div class="conclusion alert">');
    expect(page).toContain(
      '<td>balanced <span class="quiet">all combinations equally often</span></td><td>1200</td>' +
        "<td>0.68</td><td>0.68</td><td>0.68</td><td>0.69</td>" +
        '<td>0.36 <span class="quiet">digit&gt;=5, thin, 0 (n 153)</span></td>',
    );
    expect(page).toMatch(
      /<tr class="total"><td>gap <span[^>]*>[^<]*<\/span><\/td><td><\/td><td>0\.50/,
    );
    for (const title of [
      "Tests",
      "Accuracy by group",
      "What the heads carry",
      "Training",
      "Data and plan",
      "Configuration",
      "Environment",
      "Files",
    ]) {
      expect(page).toContain(`<h2>${title}</h2>`);
    }
    expect(page.match(/<svg xmlns/g)).toHaveLength(3 + 1 + 5);
    expect(page).toContain("not for clinical use");
  });

  it("opens and closes the same elements", () => {
    for (const name of [
      "section",
      "div",
      "table",
      "tr",
      "td",
      "figure",
      "svg",
      "g",
      "p",
      "ul",
      "main",
    ]) {
      const opened = page.match(new RegExp(`<${name}[ >]`, "g"))?.length;
      expect(page.match(new RegExp(`</${name}>`, "g"))?.length, name).toBe(opened);
    }
  });

  it("escapes all text of the summary", () => {
    const bad = reportHtml({
      ...poisoned(summary),
      environment: { "<script>": "<script>" },
    } satisfies RunSummary);
    expect(bad).not.toContain("<script");
    expect(bad.match(/&lt;script&gt;/g)?.length ?? 0).toBeGreaterThan(60);
  });

  it("says what is missing: an undefined test, no epochs, no heads, weighted rows", () => {
    const [name] = Object.keys(summary.results.tests);
    const iid = summary.results.tests[name ?? ""];
    if (iid === undefined || "reason" in iid) throw new Error("no iid test");
    const lacking = reportHtml({
      ...summary,
      epochs: [],
      groupIntervals: { iid: iid.groups.map(() => null) },
      results: {
        ...summary.results,
        validation: { value: null, reason: "no validation set" },
        tests: {
          inverted: { value: null, reason: "cell thick x A is empty" },
          iid: { ...iid, effective_n: 311.7, attributes: {}, cross: {} },
        },
      },
    });
    expect(lacking).toContain("No conclusion: the inverted test is n/a (cell thick x A is empty).");
    expect(lacking).toContain('<div class="conclusion open">');
    expect(lacking).toContain("No epochs were recorded.");
    expect(lacking).toContain("No intervals were computed.");
    expect(lacking).toContain('2194 <span class="quiet">(effective 312)</span>');
    expect(lacking).not.toContain("What the heads carry");
    expect(lacking.indexOf("<td>iid")).toBeLessThan(lacking.indexOf("<td>inverted"));
  });

  it("shows continuous attributes by error and R²", () => {
    const iid = summary.results.tests.iid;
    if (iid === undefined || "reason" in iid) throw new Error("no iid test");
    const results = {
      ...summary.results,
      tests: { iid: { ...iid, attributes: { age: { mae: 3.25, r2: 0.5 } } } },
    };
    expect(reportHtml({ ...summary, results })).toContain(
      "<td>age head on age</td><td>MAE 3.25, R² 0.50</td>",
    );
  });

  it("refuses intervals that are not there", () => {
    expect(() => reportHtml({ ...summary, groupIntervals: {} })).toThrow(
      "groupAccuracySpec iid: intervals do not belong to these groups (groups 8, intervals 0)",
    );
  });
});
