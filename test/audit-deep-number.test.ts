/** `unconfound audit RUN --deep` of a run whose target is a number: its bins take the place of the label in the plans. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { AuditResults } from "../src/evaluation/audit/audit-results.js";
import { openCommandLine } from "./command-line.js";

const { folder, unconfound, train } = openCommandLine("audit-deep-number", { home: true });
const run = join(folder, "run");

const runFile = `data:
  dataset: phantom
  target: heart-size
  size: 16
  train: 400
  test: 300
  attributes: [marker]
  plan: { train: 0.9, tests: { iid: 0.9 } }
model: { encoder: mlp, features: 4, options: { hidden: [32] } }
method: { name: erm }
train: { epochs: 25, batch: 20, optimizer: { name: adam, lr: 3e-3 }, selection: { rule: last } }
evaluation: { probes: false }
runtime: { threads: 1 }
`;

beforeAll(async () => {
  writeFileSync(join(folder, "run.yml"), runFile);
  await train("run.yml", run);
}, 240_000);

describe("audit --deep, of a number", () => {
  it("says how much error the marker adds where it is turned round, in the number's unit", async () => {
    const options = ["--strengths", "0.5,0.7,0.9", "--seeds", "3", "--jobs", "1"];
    const { code, err } = await unconfound(
      ...["audit", run, folder, "--out", "own", "--resamples", "50", "--no-images", "--deep"],
      ...options,
    );
    expect([code, err]).toEqual([0, expect.stringMatching(/^3 runs of \d+ rows, in .*own-doses$/m)]); // prettier-ignore
    const results = JSON.parse(readFileSync(join(folder, "own", "audit.json"), "utf8")) as AuditResults; // prettier-ignore
    const used = results.targets[0]?.attributes[0]?.verdict?.tiers.used;
    const doses = used?.doses;
    expect(doses).toMatchObject({ attribute: "marker", from: 0.5, to: 0.9, runs: 3 });
    const deviation = doses?.standard_deviation ?? NaN;
    const losses = doses?.points.map(({ effect }) => Number(effect.value)) ?? [];
    expect((losses[2] ?? NaN) - (losses[0] ?? NaN)).toBeGreaterThan(0.2 * deviation);
    expect(used?.evidence).toContain("mean absolute error added by marker +");
    // By hand, of the run at the audited strength: small hearts go without the marker, large ones with it.
    const text = readFileSync(join(folder, "own-doses", "as-it-is", "seed-3", "predictions.csv"), "utf8"); // prettier-ignore
    const [header = "", ...lines] = text.trimEnd().split("\n");
    const names = header.split(",");
    const rows = lines
      .map((line) => {
        const cells = line.split(",").map((cell, at) => [names[at] ?? "", cell] as const);
        return Object.fromEntries(cells);
      })
      .filter(({ split }) => split === "balanced");
    const errors = (bin: string, marker: string) => {
      const own = rows.filter((row) => row["bin"] === bin && row["attr_marker"] === marker);
      return own.reduce((sum, row) => sum + Math.abs(Number(row["prediction"]) - Number(row["label"])), 0) / own.length; // prettier-ignore
    };
    const bins = ["<84", "84..91", "91..98", ">=98"];
    const added = bins.map((bin, place) => {
      const gap = errors(bin, "present") - errors(bin, "absent");
      return place < 2 ? gap : -gap;
    });
    expect(losses[2]).toBeCloseTo(
      added.reduce((sum, gap) => sum + gap / 4, 0),
      10,
    );
    const page = readFileSync(join(folder, "own", "audit.html"), "utf8");
    expect(page).toContain("mean absolute error added");
    expect(page).not.toContain("accuracy lost");
  }, 240_000);
});
