import { describe, expect, it } from "vitest";
import { exampleRun } from "../../fixtures/evaluation/example-run.js";
import { exampleFlow } from "../../fixtures/report/example-flow.js";
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
      "<p>Falls for the shortcut: iid 0.923, inverted 0.421 (gap 0.502, 95 % interval 0.479 to 0.526); " +
        "inverted is below chance (0.500).</p>",
    );
    expect(page).toContain('<div class="conclusion alert">');
    expect(page).toContain(
      '<td>balanced <span class="quiet">all combinations equally often</span></td><td>1200</td>' +
        "<td>0.681</td><td>0.678</td><td>0.682</td><td>0.689</td>" +
        '<td>0.359 <span class="quiet">digit&gt;=5, thickness=thin, rotation=0 (n 153)</span></td>',
    );
    expect(page).toMatch(
      /<tr class="total"><td>gap <span[^>]*>[^<]*<\/span><\/td><td><\/td><td>0\.502/,
    );
    for (const title of [
      "Tests",
      "Accuracy by group",
      "What the heads predict",
      "Training",
      "Method",
      "Data and plan",
      "Configuration",
      "Environment",
      "Files",
    ]) {
      expect(page).toContain(`<h2>${title}</h2>`);
    }
    expect(page.match(/<svg xmlns/g)).toHaveLength(3 + 2 + 2);
    expect(page).toContain("not for clinical use");
  });

  it("draws groups once where tests share them, as cell-weighted estimates do", () => {
    const { iid } = summary.results.tests;
    if (iid === undefined) throw new Error("no iid test");
    const tests = { ...summary.results.tests, inverted: iid };
    const groupIntervals = {
      ...summary.groupIntervals,
      inverted: summary.groupIntervals.iid ?? [],
    };
    const shared = reportHtml({
      ...summary,
      results: { ...summary.results, tests },
      groupIntervals,
    });
    expect(shared.match(/<h3>iid, inverted <span/g)).toHaveLength(1);
    expect(shared.match(/<h3>balanced<\/h3>/g)).toHaveLength(1);
    expect(shared.match(/<svg xmlns/g)).toHaveLength(2 + 2 + 2);
  });

  it("says the rule of the word in one sentence, and where all rules are", () => {
    expect(page).toContain(
      "This outcome is called shortcut: the gap iid − inverted is above 0.05 and its 95 % interval lies above 0, " +
        "however high both accuracies are (“falls for” above 0.2, else “leans on”). " +
        "All rules: docs/run-folder.md of Unconfound.",
    );
  });

  it("says how well each head predicts its own variable and the others", () => {
    const rows = [
      ...page.matchAll(/<tr><td>([^<]*)<\/td><td class="text">([^<]*)<\/td>(.*?)<\/tr>/g),
    ];
    const lines = rows.map(([, head, target, values]) => [
      `${head}, ${target}`,
      values?.replace(/<[^>]*>/g, " ").trim(),
    ]);
    expect(lines).toContainEqual(["digit-ge-5 (the label), thickness", "0.940  0.670  0.797"]);
    expect(lines).toContainEqual(["thickness, digit-ge-5", "0.860  0.111  0.486"]);
    expect(lines.slice(0, 9).map(([title]) => title)).toEqual([
      "digit-ge-5 (the label), digit-ge-5",
      "digit-ge-5 (the label), thickness",
      "digit-ge-5 (the label), rotation",
      "thickness, thickness",
      "thickness, digit-ge-5",
      "thickness, rotation",
      "rotation, rotation",
      "rotation, digit-ge-5",
      "rotation, thickness",
    ]);
  });

  it("shows the settings of the method as the run had them", () => {
    expect(page).toContain("Settings of this run: lambda 1, criticBatches own.");
    const configText = 'method: { name: x, note: "<b>" }';
    expect(reportHtml({ ...summary, configText })).toContain("note &lt;b&gt;.");
    expect(() => reportHtml({ ...summary, configText: "seed: 0" })).toThrow(
      "configuration of the run: no key method",
    );
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
    expect(lacking).not.toContain("What the heads predict");
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
      '<td>age</td><td class="text">age</td><td>MAE 3.250, R² 0.500</td>',
    );
  });

  it("refuses intervals that are not there", () => {
    expect(() => reportHtml({ ...summary, groupIntervals: {} })).toThrow(
      "groupAccuracySpec iid: intervals do not belong to these groups (groups 8, intervals 0)",
    );
  });

  it("shows how the rows of a cohort came about, and says what is hidden", () => {
    const own = reportHtml({ ...summary, flow: exampleFlow });
    expect(page).not.toContain("<h2>Cohort</h2>");
    expect(own).toContain("<h2>Cohort</h2>");
    expect(own).toContain(">field is &lt;1.5 T&gt;: 20<");
    expect(own).toContain(">42 rows left out<");
    expect(own).not.toContain("Counts below");
    expect(reportHtml({ ...summary, flow: exampleFlow, smallestCell: 5 })).toContain(
      "Counts below 5 are shown as &lt;5, and * stands for counts that would tell them; steps and groups with so few rows are shown together with others.",
    );
  });
});
