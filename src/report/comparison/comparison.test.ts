import { describe, expect, it } from "vitest";
import {
  compareClasses,
  exampleCells,
  simulatedMethods,
} from "../../../fixtures/evaluation/example-comparison.js";
import { comparisonHtml } from "./comparison-html.js";
import { comparisonMarkdown } from "./comparison-markdown.js";
import { comparisonText } from "./comparison-text.js";
import { missingReasons } from "./sentences.js";

const methods = simulatedMethods.map(({ method }) => method);
const about = {
  title: "Eight <methods>",
  command: "unconfound compare train.yml --seeds 0..4",
  config: "seed: 0 # <b>",
  variables: ["digit-ge-5", "thickness"],
  methods: {
    mimm: { title: "MIMM", work: "Fay et al. 2023", differs: "Reconstructed from the text." },
  },
};
const options = {
  ...{ methods, claim: "mimm-x+rebalance", resamples: 100, about },
  attributesOnly: {
    "": {
      iid: { balanced_accuracy: 0.902, auroc: 0.9 },
      inverted: { balanced_accuracy: 0.1, auroc: 0.1 },
      balanced: { balanced_accuracy: 0.5, auroc: 0.5 },
    },
  },
};
const failed = { "mimm 3": "NumericError: loss is NaN" };
const comparison = compareClasses(exampleCells({ rows: 400, failed }), options);
const one = compareClasses(exampleCells({ rows: 100, seeds: 1 }), options);

describe("comparisonText", () => {
  const text = comparisonText(comparison);

  it("fits 100 columns, begins with the minimum detectable difference and ends with the conclusion", () => {
    const lines = text.trimEnd().split("\n");
    expect(Math.max(...lines.map((line) => [...line].length))).toBeLessThanOrEqual(100);
    expect(lines[0]).toMatch(/^Minimum detectable difference to multitask\+rebalance with 5 seeds/);
    expect(lines.at(-1)).toMatch(/^mimm-x\+rebalance wins on .*inverted, balanced/);
  });

  it("has what the protocol always prints", () => {
    expect(text).toMatch(/^\(attributes only\) +0\.902 +0\.100 +0\.500$/m);
    expect(text).toMatch(/^multitask@balanced .* ceiling +robust$/m);
    expect(text).toMatch(/^adversarial .* anti-shortcut$/m);
    expect(text).toMatch(/^mimm +4\/5 /m);
    expect(text).toContain("failed: mimm, seed 3: NumericError: loss is NaN");
    expect(text).toContain("Anti-shortcut, which is no success: adversarial");
  });

  it("does not ask for a difference of accuracies above 1", () => {
    const [setting] = comparison.settings;
    const unreachable = {
      ...comparison,
      settings: comparison.settings.map((one) => ({
        ...one,
        minimum_detectable_differences: one.minimum_detectable_differences.map((each, index) => ({
          ...each,
          ...(index % 2 === 0 ? { smallest: 1.2, largest: 3 } : {}),
        })),
      })),
    };
    expect(setting?.minimum_detectable_differences.length).toBeGreaterThan(1);
    const shown = comparisonText(unreachable).replace(/\s+/g, " ");
    expect(shown).toContain("none that is possible");
    expect(shown).not.toContain("more than 1");
  });

  it("says that one seed concludes nothing", () => {
    const single = comparisonText(one);
    expect(single).toContain("unknown with one seed; nothing can be told apart");
    expect(single).toMatch(/No conclusion: on none of iid,/);
  });
});

describe("comparisonHtml", () => {
  const page = comparisonHtml(comparison);

  it("is one page without anything from outside, the same bytes each time, with all text escaped", () => {
    expect(comparisonHtml(comparison)).toBe(page);
    expect(page).not.toMatch(/<script|<link|src=|@import|<methods>|<b>/);
    expect(page).not.toMatch(/NaN[^<]*" |undefined/);
    expect(page).toContain("Eight &lt;methods&gt;");
    for (const name of ["section", "div", "table", "tr", "td", "figure", "svg", "g", "p", "main"]) {
      const opened = page.match(new RegExp(`<${name}[ >]`, "g"))?.length;
      expect(page.match(new RegExp(`</${name}>`, "g"))?.length, name).toBe(opened);
    }
  });

  it("goes from the conclusion to the command", () => {
    const order = [
      '<div class="conclusion">',
      "iid accuracy against the worst group",
      "<h2>Methods</h2>",
      "attributes only",
      "<h3>Seeds that did not finish</h3>",
      "minus multitask+rebalance (the strongest reference)",
      "Estimated MI of the parts (MINE): digit-ge-5 and thickness",
      "<h2>Accuracy by group</h2>",
      "<h2>How the numbers are made</h2>",
      "Reconstructed from the text.",
      "<h2>Command</h2>",
    ].map((text) => page.indexOf(text));
    expect(order).not.toContain(-1);
    expect(order).toEqual(order.toSorted((left, right) => left - right));
  });

  it("counts a ceiling only where there is one", () => {
    expect(page).toContain("9 methods, ceilings included, 44 finished runs");
    const bare = exampleCells({ rows: 100, seeds: 2 }).filter(({ method }) =>
      ["erm", "multitask"].includes(method),
    );
    const without = compareClasses(bare, {
      ...{ methods: ["erm", "multitask"], claim: null, resamples: 100, about },
    });
    expect(comparisonHtml(without)).toContain("2 methods, 4 finished runs");
  });

  it("opens with no conclusion for one seed", () => {
    expect(comparisonHtml(one)).toContain('<div class="conclusion open">');
  });
});

describe("comparisonMarkdown", () => {
  it("has the means and the differences to each reference", () => {
    const text = comparisonMarkdown(comparison);
    expect(text).toMatch(
      /^\| method \| seeds \| iid \| inverted \| balanced \| worst group \| gap \| outcome \|$/m,
    );
    expect(text).toMatch(/^\| mimm-x\+rebalance \| 5 \| 0\.\d{3} ± 0\.\d{3} /m);
    expect(text.match(/^Minus /gm)).toHaveLength(3);
    expect(text).toMatch(/\| attributes only \| {2}\| 0\.902 \|/);
    expect(text).toContain("| mimm | 3 | NumericError: loss is NaN |");
  });
});

describe("a note on a method", () => {
  it("stands in its row", () => {
    const note = "trained on 800 rows";
    const notes = { "": { "multitask@balanced": note } };
    const noted = compareClasses(exampleCells({ rows: 100, seeds: 2 }), { ...options, notes });
    expect(comparisonMarkdown(noted)).toContain(`| multitask@balanced (ceiling; ${note}) |`);
    expect(comparisonHtml(noted)).toContain(`ceiling, 2 seeds, ${note}`);
    expect(comparisonHtml(comparison)).not.toContain(note);
  });
});

describe("a table that says little", () => {
  const some = exampleCells({ rows: 400, seeds: 2 });
  const only = (names: readonly string[]) => some.filter(({ method }) => names.includes(method));
  const plain = { claim: null, resamples: 100, about };

  const reason = "cell thick x A is empty";
  /** Two methods without a value on these tests. */
  const lacking = (...names: readonly string[]) => {
    const cells = only(["erm", "mimm"]).map((cell) => {
      if ("failed" in cell.outcome) throw new Error("a cell without results");
      const { results, predictions } = cell.outcome;
      const missing = names.map((name) => [name, { value: null, reason }] as const);
      const tests = { ...results.tests, ...Object.fromEntries(missing) };
      const rest = Object.entries(predictions).filter(([name]) => !names.includes(name));
      const outcome = {
        ...cell.outcome,
        results: { ...results, tests },
        predictions: Object.fromEntries(rest),
      };
      return { ...cell, outcome };
    });
    return compareClasses(cells, { methods: ["erm", "mimm"], ...plain });
  };

  it("says which test stands in for the balanced one, and why", () => {
    const built = lacking("balanced");
    const sentence = `The balanced test is n/a (${reason}): worst group, claim and strongest reference go by the inverted test.`;
    expect(comparisonText(built).replace(/\s+/g, " ")).toContain(sentence);
    expect(comparisonHtml(built)).toContain(sentence);
    expect(comparisonText(comparison)).not.toContain("go by the");
  });

  it("draws no frame of differences that nobody has", () => {
    expect(comparisonHtml(lacking("balanced"))).toContain("Differences, gap");
    const page = comparisonHtml(lacking("balanced", "inverted"));
    expect(page).toContain("Differences, iid");
    expect(page).not.toMatch(/Differences, (gap|inverted)/);
  });

  it("groups what is missing by its reason", () => {
    const [setting] = comparison.settings;
    const [gap, iid] = [
      { metric: "gap", test: null },
      { metric: "balanced_accuracy", test: "iid" },
    ] as const;
    const without = (name: string, measures: "both" | "gap") => {
      const method = setting?.methods.find((one) => one.method === name);
      if (method === undefined) throw new Error(`no ${name}`);
      const mean = { value: null, reason: "no rows" } as const;
      const accuracy = { ...method.tests["iid"]?.["balanced_accuracy"], mean };
      return {
        ...method,
        gap: { ...method.gap, mean },
        ...(measures === "both"
          ? { tests: { ...method.tests, iid: { balanced_accuracy: accuracy } } }
          : {}),
      } as typeof method;
    };
    expect(missingReasons([without("erm", "gap"), without("mimm", "gap")], [gap, iid])).toEqual([
      "n/a: gap of all methods: no rows",
    ]);
    expect(missingReasons([without("erm", "both"), without("mimm", "gap")], [gap, iid])).toEqual([
      "n/a: gap of all methods; iid of erm: no rows",
    ]);
    expect(missingReasons([without("mimm", "both")], [gap, iid])).toEqual([
      "n/a: gap and iid of mimm: no rows",
    ]);
    expect(missingReasons(setting?.methods ?? [], [gap, iid])).toEqual([]);
  });

  it("says where the task was not learnt: by the ceiling, by any method, and not by one of several", () => {
    const lost = only(["dcor"]);
    const alone = comparisonText(compareClasses(lost, { methods: ["dcor"], ...plain }));
    expect(alone).toContain("Every method is near chance on iid");
    const asCeiling = lost.map((cell) => ({ ...cell, method: "multitask@balanced" }));
    const ceiling = compareClasses([...only(["erm"]), ...asCeiling], {
      methods: ["erm"],
      ...plain,
    });
    expect(comparisonText(ceiling)).toContain(
      "Even the ceiling, trained on balanced data, is near chance",
    );
    expect(comparisonText(comparison)).not.toContain("near chance");
    // mimm-x+rebalance is robust: its rows taught it.
    const taught = compareClasses([...only(["mimm-x+rebalance"]), ...asCeiling], {
      ...{ methods: ["mimm-x+rebalance"], ...plain },
    });
    expect(comparisonText(taught)).not.toContain("near chance");
  });
});
