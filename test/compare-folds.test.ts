/** `unconfound compare` with folds: each method and seed is a run a fold, and one row of the comparison. */
import { cpSync, existsSync, renameSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { parsePredictions } from "../src/evaluation/parse-predictions.js";
import type { Comparison } from "../src/evaluation/comparison/comparison.js";
import type { RunResults } from "../src/evaluation/results.js";
import { openCommandLine } from "./command-line.js";

const { folder, unconfound, makePhantom } = openCommandLine("compare-folds", { home: true });
const chest = join(folder, "chest");
const runFile = join(chest, "run.yml");
const out = (name: string) => join(folder, name);
const compare = (...flags: string[]) => unconfound("compare", runFile, ...flags, "--jobs", "1");

beforeAll(async () => {
  const small = ["--images", "160", "--size", "16", "--associated", "none"];
  await makePhantom("chest", ...small, "--format", "png");
  writeFileSync(
    join(chest, "cohort.yml"),
    `tables: [{ file: table.csv }]
images: { column: image }
subject: patient_id
target: { column: finding, as: binary, positive: ["1"], negative: ["0"] }
attributes: [{ name: marker, column: marker }]
split: { kind: folds, folds: 2, fold: 0, validation: 0.3 }
preprocess: [{ name: rescale, from: [0, 255] }]
`,
  );
  writeFileSync(
    runFile,
    `data:
  cohort: cohort.yml
  attributes: [marker]
  cache: cache
  workers: 1
  plan:
    train: 0.7
    align: { marker: { negative: absent, positive: present } }
    tests: { iid: 0.7, inverted: invert, balanced: balanced }
    testRows: weighted
model: { encoder: mlp, features: 2, head: none }
method: { name: multitask }
evaluation: { probes: false }
train: { epochs: 2, batch: 10, optimizer: { name: adam, lr: 1e-3 } }
compare: { methods: [erm, multitask], seeds: [0, 1], folds: 2, ceiling: false, resamples: 100 }
`,
  );
}, 120_000);

const files = ["comparison.json", "comparison.md", "comparison.html"];
const bytesOf = (name: string) => files.map((file) => readFileSync(join(out(name), file), "utf8"));

/** Rows of all folds of a method and seed. */
function rowsOf(name: string, method: string, seed: number) {
  const folds = join(out(name), "cells/default", method, `seed-${seed}`);
  return readdirSync(folds).map((fold) => {
    const path = join(folds, fold, "predictions.csv");
    const table = parsePredictions(readFileSync(path, "utf8"), path);
    return table.id.flatMap((id, row) =>
      table.split[row] === "natural"
        ? [
            {
              ...{ id, fold, subject: table.subject[row] ?? "" },
              label: table.label[row] ?? -1,
              score: table.probabilities[2 * row + 1] ?? NaN,
              marker: table.attributes[0]?.values[row] ?? "",
            },
          ]
        : [],
    );
  });
}

/** Σ over pairs, one by one: another way than by ranks. */
function areaOf<T extends { readonly label: number; readonly score: number }>(
  rows: readonly T[],
  weightOf: (row: T) => number = () => 1,
  isPair: (one: T, other: T) => boolean = () => true,
): number {
  let [right, all] = [0, 0];
  for (const positive of rows.filter(({ label }) => label === 1)) {
    for (const negative of rows.filter(({ label }) => label === 0)) {
      if (!isPair(positive, negative)) continue;
      const weight = weightOf(positive) * weightOf(negative);
      all += weight;
      const difference = positive.score - negative.score;
      right += weight * (difference > 0 ? 1 : difference === 0 ? 0.5 : 0);
    }
  }
  return right / all;
}

describe("compare.folds", () => {
  it("trains a run a fold, and computes every metric once, on what all folds held out", async () => {
    const { code, err } = await compare("--out", out("serial"));
    expect(err).toMatch(/^8 runs\n/);
    expect(err).toMatch(/erm seed 0 fold 1: trained in/);
    expect(code).toBe(0);
    const comparison = JSON.parse(bytesOf("serial")[0] ?? "") as Comparison;
    expect(comparison.folds).toBe(2);
    const [setting] = comparison.settings;
    const erm = setting?.methods.find(({ method }) => method === "erm");
    expect(erm?.seeds).toEqual([0, 1]);

    const folds = rowsOf("serial", "erm", 1);
    const rows = folds.flat();
    expect(folds).toHaveLength(2);
    expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
    expect(rows).toHaveLength(160);
    expect(setting?.tests["natural"]).toMatchObject({ rows: 160, same_rows: true });
    const valueOf = (test: string, metric: string) => erm?.tests[test]?.[metric]?.values["1"];
    expect(valueOf("natural", "auroc")).toBeCloseTo(areaOf(rows), 9);
    expect(valueOf("natural", "auroc_within_folds")).toBeCloseTo(
      areaOf(rows, undefined, (one, other) => one.fold === other.fold),
      9,
    );
    expect(valueOf("natural", "auroc_within_marker")).toBeCloseTo(
      areaOf(rows, undefined, (one, other) => one.marker === other.marker),
      9,
    );
    // The results of one fold, as `train` writes them: by all weights of the cells of its own rows.
    const [own = []] = folds;
    const run = join(out("serial"), "cells/default/erm/seed-1/fold-0/results.json");
    const { tests } = JSON.parse(readFileSync(run, "utf8")) as Pick<RunResults, "tests">;
    expect(tests["natural"]).toHaveProperty(
      "auroc_within.marker.value",
      expect.closeTo(
        areaOf(own, undefined, (one, other) => one.marker === other.marker),
        9,
      ),
    );
    // balanced: every cell weighs the same, over all folds. A mean of the folds' own numbers is another.
    const cellOf = (row: (typeof rows)[number]) => `${row.label}${row.marker}`;
    const balanced = (own: typeof rows) =>
      areaOf(own, (row) => 1 / own.filter((other) => cellOf(other) === cellOf(row)).length);
    expect(valueOf("balanced", "auroc")).toBeCloseTo(balanced(rows), 9);
    expect(tests["balanced"]).toHaveProperty("auroc", expect.closeTo(balanced(own), 6));
    const mean = folds.reduce((sum, own) => sum + balanced(own) / folds.length, 0);
    expect(Math.abs(mean - balanced(rows))).toBeGreaterThan(1e-6);
    expect(erm?.tests["inverted"]?.["auroc"]?.interval).toHaveProperty("resamples");
    expect(setting?.attributes_only).toHaveProperty("inverted");
    expect(setting?.tests["inverted"]?.effective_rows).toBeLessThan(160);
    expect(setting?.tests["natural"]).not.toHaveProperty("effective_rows");
    const [, page = ""] = bytesOf("serial");
    expect(page).toMatch(/Weighted rows: iid 160, counting as \d+\.\d; inverted 160, /);
    expect(page).toMatch(/\| method +\|.* AUROC within folds, natural /);
  }, 300_000);

  it("goes on after shards in two places, to the bytes of the serial run", async () => {
    expect((await compare("--out", out("here"), "--shard", "1/2")).code).toBe(0);
    expect((await compare("--out", out("here"), "--merge")).err).toMatch(/4 of 8 runs are missing/);
    expect((await compare("--out", out("there"), "--shard", "2/2")).code).toBe(0);
    expect(existsSync(join(out("there"), "cells/default/erm/seed-0/fold-1/done"))).toBe(true);
    cpSync(join(out("there"), "cells"), join(out("here"), "cells"), { recursive: true });
    // The cohort need not be where the runs are put together.
    const cohort = join(chest, "cohort.yml");
    renameSync(cohort, `${cohort}.away`);
    const merged = await compare("--out", out("here"), "--merge");
    renameSync(`${cohort}.away`, cohort);
    expect(merged.code).toBe(0);
    expect(bytesOf("here")).toEqual(bytesOf("serial"));
    const again = await compare("--out", out("here"));
    expect(again.err).toMatch(/^8 runs, 8 of them done before\n/);
  }, 300_000);

  it("says where the cohort has other folds, and leaves train at one", async () => {
    const { code, err } = await compare("compare.folds=3", "--seeds", "0", "--out", out("three"));
    expect(err).toMatch(
      /erm seed 0 fold 0: data\.fold: the cohort is not split in so many folds: expected split: \{ kind: folds, folds: 3,/,
    );
    expect(code).toBe(1);
  }, 120_000);
});
