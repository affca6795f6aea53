import { describe, expect, it } from "vitest";
import { exampleRun } from "../../../fixtures/evaluation/example-run.js";
import { formatComparisonTable, type ComparisonRow } from "./comparison-table.js";

function row(method: string, shortcutShare: number, seeds: number): ComparisonRow {
  return {
    method,
    seeds: Array.from(
      { length: seeds },
      (_, seed) => exampleRun({ shortcutShare, errorRate: 0.05 }, seed).results.tests,
    ),
  };
}
type Tests = ComparisonRow["seeds"][number];

function setOf(tests: Tests, name: string): Tests[string] {
  const set = tests[name];
  if (set === undefined) throw new Error(`no ${name}`);
  return set;
}

const note =
  "\n\niid, inverted, balanced: balanced accuracy; worst: lowest accuracy of a group\n" +
  "of the balanced test; gap: |iid - inverted|, near 0 without the shortcut.\n";

describe("formatComparisonTable", () => {
  it("shows values for one seed", () => {
    expect(formatComparisonTable([row("erm", 0.7, 1), row("mimm-x", 0, 1)])).toBe(
      "method    iid  inverted  balanced  worst    gap   outcome\n" +
        "erm     0.909     0.348     0.628  0.275  0.561  shortcut\n" +
        "mimm-x  0.953     0.944     0.956  0.916  0.009    robust" +
        note,
    );
  });

  it("shows mean and standard deviation (n − 1) over seeds, and further tests", () => {
    const [set] = Object.values(exampleRun({ shortcutShare: 0, errorRate: 0.05 }).results.tests);
    if (set === undefined || "reason" in set) throw new Error("no set");
    const external = (value: number) => ({ external: { ...set, balanced_accuracy: value } });
    const table = formatComparisonTable([
      { method: "a", seeds: [external(0.7), external(0.8), external(0.9)] },
    ]);
    // sd of 0.7, 0.8, 0.9 is 0.1 with n − 1; 0.08 with n.
    expect(table).toBe(
      "method  iid  inverted  balanced       external  worst  gap        outcome\n" +
        "a       n/a       n/a       n/a  0.800 ± 0.100    n/a  n/a  no-conclusion" +
        note +
        "\nn/a: a, iid: no such test\nn/a: a, inverted: no such test\nn/a: a, balanced: no such test\n" +
        "n/a: a, worst: no such test\n",
    );
  });

  it("gives many further tests a table of their own, below", () => {
    const [erm, mimm] = [row("erm", 0.7, 1), row("mimm", 0, 1)];
    const [tests, others] = [erm.seeds[0] ?? {}, mimm.seeds[0] ?? {}];
    const rotated = (own: Tests, other: Tests): Tests => ({
      ...own,
      "rotated-1": { value: null, reason: "no rows" },
      "rotated-2": setOf(own, "inverted"),
      "rotated-3": setOf(other, "iid"),
    });
    const rows = [
      { method: "erm", seeds: [rotated(tests, others)] },
      { method: "mimm", seeds: [rotated(others, tests)] },
    ];
    const text = formatComparisonTable(rows);
    expect(text.split("\n")[0]).toBe("method    iid  inverted  balanced  worst    gap   outcome");
    expect(text).toContain(
      "\n\nbalanced accuracy    erm   mimm\nrotated-1            n/a    n/a\nrotated-2          0.348  0.944\n" +
        "rotated-3          0.953  0.909\n\niid,",
    );
    expect(text).toContain("n/a: mimm, rotated-1: no rows");
  });

  it("fits a terminal of 80 characters for one seed", () => {
    const lines = formatComparisonTable([row("multitask+rebalance", 0.7, 1)]).split("\n");
    // Room for the longest outcome.
    const more = "no-conclusion".length - "shortcut".length;
    expect(lines[1]).toMatch(/ shortcut$/);
    expect((lines[1] ?? "").length + more).toBeLessThanOrEqual(80);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it("counts seeds without a value and outcomes that differ", () => {
    const lost = { value: null, reason: "an empty cell" } as const;
    const { seeds } = row("erm", 0.7, 3);
    const broken = seeds.map((tests, seed) => (seed === 1 ? { ...tests, inverted: lost } : tests));
    const [, line] = formatComparisonTable([{ method: "erm", seeds: broken }]).split("\n");
    expect(line).toMatch(/0\.\d{3} ± 0\.\d{3} \(2 of 3\)/);
    expect(line).toContain("2 shortcut, 1 no-conclusion");
  });

  it("gives the reasons of values that are not there below the table, once", () => {
    const lost = { value: null, reason: "an empty cell" } as const;
    const seed = { iid: lost, inverted: lost, balanced: lost };
    const table = formatComparisonTable([{ method: "erm", seeds: [seed, seed] }]);
    expect(table.split("\n\n")[2]).toBe(
      "n/a: erm, iid: an empty cell\n" +
        "n/a: erm, inverted: an empty cell\n" +
        "n/a: erm, balanced: an empty cell\n" +
        "n/a: erm, worst: an empty cell\n",
    );
  });

  it("refuses a method without seeds", () => {
    expect(() => formatComparisonTable([{ method: "erm", seeds: [] }])).toThrow(
      "formatComparisonTable: erm has no seeds",
    );
  });
});
