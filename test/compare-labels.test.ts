/** `unconfound compare` of several answers of yes or no: canvases, and a cohort in folds, by hand from the run folders. */
import { cpSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { Comparison } from "../src/evaluation/comparison/comparison.js";
import type { LabelsRunResults, LabelsSetResult } from "../src/evaluation/labels/labels-results.js";
import { parseLabelsPredictions } from "../src/evaluation/labels/parse-labels-predictions.js";
import { auroc } from "../src/evaluation/metrics/auroc.js";
import { openCommandLine } from "./command-line.js";
import { writeGreyPictures } from "./grey-pictures.js";

const { folder, unconfound } = openCommandLine("compare-labels");
const out = (name: string) => join(folder, name);
const files = ["comparison.json", "comparison.md", "comparison.html"];
const bytesOf = (name: string) => files.map((file) => readFileSync(join(out(name), file), "utf8"));
const comparisonOf = (name: string) => JSON.parse(bytesOf(name)[0] ?? "") as Comparison;

describe("canvases", () => {
  const compare = (...flags: string[]) =>
    unconfound("compare", "canvas.yml", ...flags, "--jobs", "1");
  let printed = "";
  beforeAll(async () => {
    writeFileSync(
      join(folder, "canvas.yml"),
      `data: { dataset: canvas, objects: shapes, size: 32, train: 60, test: 40, attributes: [], plan: native }
model: { encoder: mimm-cnn, features: 8 }
method: { name: class-query, heads: 2, width: 8 }
evaluation: { probes: false }
train: { epochs: 2, batch: 10, optimizer: { name: adam, lr: 3e-3 } }
compare: { seeds: [0, 1], claim: class-query, references: [pooled], resamples: 100 }
`,
    );
    const { code, out: text, err } = await compare("--out", out("serial"));
    expect(`${code} ${err}`).toMatch(/^0 4 runs/);
    printed = text;
  }, 240_000);

  it("compares the run's own method with pooled and class-query by the mAP of three tests", () => {
    const [setting] = comparisonOf("serial").settings;
    expect(setting?.methods.map(({ method, role }) => [method, role])).toEqual([
      ["pooled", "reference"],
      ["class-query", "method"],
    ]);
    expect(setting?.target).toMatchObject({ name: "objects" });
    expect(setting?.wins.map(({ metric, test }) => [metric, test])).toEqual([
      ["mAP", "iid"],
      ["mAP", "inverted"],
      ["mAP", "balanced"],
      ["gap", null],
    ]);
    for (const method of ["pooled", "class-query"]) {
      const cell = join(out("serial"), "cells/default", method, "seed-1", "results.json");
      const { tests } = JSON.parse(readFileSync(cell, "utf8")) as LabelsRunResults;
      const own = setting?.methods.find((one) => one.method === method);
      const { mAP, at_half: half } = tests["balanced"] as LabelsSetResult;
      expect(own?.tests["balanced"]?.["mAP"]?.values["1"]).toBe(mAP);
      expect(own?.tests["balanced"]?.["CR"]?.values["1"]).toBe(half.CR);
      expect(own?.tests["balanced"]?.["mAP"]?.interval).toHaveProperty("low");
      expect(own?.outcome).toBeNull();
    }
  });

  it("prints and draws them, and no word of accuracies, outcomes or groups", () => {
    expect(printed).toMatch(/^method +seeds +iid +inverted +balanced +gap +difference$/m);
    expect(printed).toContain("mean average precision (mAP)");
    const longest = Math.max(...printed.split("\n").map((line) => [...line].length));
    expect(longest).toBeLessThanOrEqual(100);
    const [, markdown = "", page = ""] = bytesOf("serial");
    expect(markdown).toMatch(/\| method \| seeds \| iid \| inverted \| balanced \| gap \|/);
    const shown = page.slice(0, page.indexOf("How the numbers are made"));
    expect(shown).toContain("Validation, mAP");
    expect(`${printed}${shown}`).not.toMatch(/accuracy|outcome|worst|undefined|NaN/i);
  });

  it("merges shards to the bytes of the serial run", async () => {
    cpSync(join(out("serial"), "cells"), join(out("merged"), "cells"), { recursive: true });
    cpSync(join(out("serial"), "compare.yml"), join(out("merged"), "compare.yml"));
    expect((await compare("--out", out("merged"), "--merge")).code).toBe(0);
    expect(bytesOf("merged")).toEqual(bytesOf("serial"));
  }, 120_000);
});

/** Pictures of 8 x 8 with two findings, of two sites, some answers missing, two pictures a person. */
function writeCohort(home: string): void {
  mkdirSync(home);
  writeGreyPictures(home, 80, 8);
  const lines = Array.from({ length: 80 }, (_, row) => {
    const fluid = row % 10 === 9 ? "?" : String(Number(row % 3 === 0));
    return `${row}.png,p${row >> 1},${(row >> 2) % 2},${fluid},${row % 4 < 2 ? "north" : "south"}`;
  });
  const header = "file,person,mass,fluid,site";
  writeFileSync(join(home, "table.csv"), [header, ...lines, ""].join("\n"));
  writeFileSync(
    join(home, "cohort.yml"),
    `tables: [{ file: table.csv }]
images: { column: file, channels: grey }
subject: person
target:
  as: labels
  columns: [mass, fluid]
  positive: ["1"]
  negative: ["0"]
  uncertain: { values: ["?"], policy: ignore }
attributes: [{ name: site, column: site }]
split: { kind: folds, folds: 2, fold: 0, validation: 0.2 }
preprocess: [{ name: rescale, from: [0, 255] }]
`,
  );
}

describe("a cohort in folds", () => {
  it("is one row a seed: every metric once, on the predictions of all folds", async () => {
    writeCohort(out("chest"));
    writeFileSync(
      join(out("chest"), "run.yml"),
      `data: { cohort: cohort.yml, attributes: [site], cache: cache, plan: native }
model: { encoder: mlp, features: 4 }
method: { name: multitask }
evaluation: { probes: false }
train: { epochs: 1, batch: 10, optimizer: { name: adam, lr: 1e-3 } }
compare: { methods: [multitask], seeds: [0], folds: 2, resamples: 100 }
`,
    );
    const flags = ["--out", out("folds"), "--jobs", "1"];
    const { code, err } = await unconfound("compare", "chest/run.yml", ...flags);
    expect(`${code} ${err}`).toMatch(/^0 2 runs/);
    const [setting] = comparisonOf("folds").settings;
    expect(setting?.tests["iid"]).toMatchObject({ rows: 80, subjects: 40, same_rows: true });
    const home = join(out("folds"), "cells/default/multitask/seed-0");
    const rows = readdirSync(home).flatMap((fold) => {
      const path = join(home, fold, "predictions.csv");
      const table = parseLabelsPredictions(readFileSync(path, "utf8"), path);
      return [...table.split.keys()].flatMap((row) =>
        table.split[row] === "iid"
          ? [{ answer: table.answers[2 * row] ?? NaN, score: table.probabilities[2 * row] ?? NaN, fluid: table.answers[2 * row + 1] ?? NaN, ofFluid: table.probabilities[2 * row + 1] ?? NaN }] // prettier-ignore
          : [],
      );
    });
    expect(rows).toHaveLength(80);
    const known = rows.filter(({ fluid }) => fluid !== -1);
    expect(known).toHaveLength(72);
    const areas = [
      auroc(rows.map(({ answer }) => answer), rows.map(({ score }) => score)), // prettier-ignore
      auroc(known.map(({ fluid }) => fluid), known.map(({ ofFluid }) => ofFluid)), // prettier-ignore
    ].map(Number);
    const own = setting?.methods[0]?.tests["iid"];
    expect(own?.["macro_auroc"]?.mean).toBeCloseTo(((areas[0] ?? 0) + (areas[1] ?? 0)) / 2, 9);
    expect(own?.["worst_group_auroc"]?.mean).toBe(
      Math.min(...(setting?.methods[0]?.groups["iid"] ?? []).map(({ mean }) => Number(mean))),
    );
    expect(own?.["macro_auroc_within_folds"]?.n).toBe(1);
    expect(bytesOf("folds")[2]).toContain("<h2>Macro AUROC by group</h2>");
  }, 240_000);
});
