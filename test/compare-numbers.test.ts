/** `unconfound compare` of a target that is a number: from run file to page, by hand from the run folders. */
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { Comparison } from "../src/evaluation/comparison/comparison.js";
import type { NumberRunResults } from "../src/evaluation/numbers/number-results.js";
import { parseNumberPredictions } from "../src/evaluation/numbers/parse-number-predictions.js";
import { openCommandLine } from "./command-line.js";
import { hearts } from "./hearts.js";

const { folder, unconfound } = openCommandLine("compare-numbers");
const runFile = join(folder, "hearts.yml");
const out = (name: string) => join(folder, name);
const compare = (...flags: string[]) => unconfound("compare", runFile, ...flags, "--jobs", "1");
let printed = "";

beforeAll(async () => {
  writeFileSync(
    runFile,
    `${hearts}method: { name: multitask }
train: { epochs: 40, batch: 40, optimizer: { name: adam, lr: 3e-3 } }
evaluation: { probes: false }
compare: { methods: [erm, multitask+rebalance], seeds: [0, 1], ceiling: false, resamples: 100 }
`,
  );
  const { code, out: text, err } = await compare("--out", out("serial"));
  expect(`${code} ${err}`).toMatch(/^0 4 runs/);
  printed = text;
}, 240_000);

const files = ["comparison.json", "comparison.md", "comparison.html"];
const bytesOf = (name: string) => files.map((file) => readFileSync(join(out(name), file), "utf8"));

/** MAE and R² after correction by the run's own line, from its predictions alone. */
function byHand(method: string, seed: number, test: string) {
  const cell = join(out("serial"), "cells/default", method, `seed-${seed}`);
  const results = JSON.parse(readFileSync(join(cell, "results.json"), "utf8")) as NumberRunResults;
  const path = join(cell, "predictions.csv");
  const { split, labels, predictions } = parseNumberPredictions(readFileSync(path, "utf8"), path);
  if ("reason" in results.bias_correction) throw new Error(results.bias_correction.reason);
  const { intercept, slope } = results.bias_correction;
  const rows = [...labels.keys()].filter((row) => split[row] === test);
  const truth = rows.map((row) => labels[row] ?? NaN);
  const errors = rows.map(
    (row, place) => ((predictions[row] ?? NaN) - intercept) / slope - (truth[place] ?? NaN),
  );
  const mean = (values: readonly number[]) =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const centre = mean(truth);
  return {
    mae: mean(errors.map(Math.abs)),
    r2: 1 - mean(errors.map((e) => e ** 2)) / mean(truth.map((t) => (t - centre) ** 2)),
  };
}

describe("compare of a number", () => {
  it("has the errors after each run's own correction, their gap and paired differences", () => {
    const { settings, rules } = JSON.parse(bytesOf("serial")[0] ?? "") as Comparison;
    const [setting] = settings;
    expect(setting?.target).toEqual({ name: "heart-size", unit: "cm2" });
    expect(rules["values"]).toContain("after the run's own bias correction");
    for (const method of ["erm", "multitask+rebalance"]) {
      const own = setting?.methods.find((one) => one.method === method);
      for (const seed of [0, 1]) {
        for (const test of ["iid", "inverted", "balanced"]) {
          const expected = byHand(method, seed, test);
          const value = (metric: string) => own?.tests[test]?.[metric]?.values[String(seed)];
          expect(value("corrected_mae")).toBeCloseTo(expected.mae, 8);
          expect(value("corrected_r2")).toBeCloseTo(expected.r2, 8);
        }
        const gap = byHand(method, seed, "iid").mae - byHand(method, seed, "inverted").mae;
        expect(own?.gap.values[String(seed)]).toBeCloseTo(Math.abs(gap), 8);
      }
      expect(own?.tests["balanced"]?.["corrected_mae"]?.interval).toHaveProperty("low");
    }
    const [erm, other] = ["erm", "multitask+rebalance"].map((method) =>
      [0, 1].map((seed) => byHand(method, seed, "balanced").mae),
    );
    const difference =
      setting?.methods[1]?.tests["balanced"]?.["corrected_mae"]?.differences["erm"];
    const expected = (other ?? []).map((value, seed) => value - (erm?.[seed] ?? NaN));
    expect(difference?.mean).toBeCloseTo(((expected[0] ?? 0) + (expected[1] ?? 0)) / 2, 8);
    expect(difference?.bootstrap).toHaveProperty("p_holm");
  });

  it("prints and draws errors, says which, and no word of accuracies", () => {
    expect(printed).toContain("MAE of heart-size in cm2 after each run's own bias");
    expect(printed).toMatch(/^method +seeds +iid +inverted +balanced +worst +gap +difference$/m);
    expect(printed).toContain("|corr| intensity");
    expect(printed).not.toMatch(/accuracy|outcome/i);
    const longest = Math.max(...printed.split("\n").map((line) => [...line].length));
    expect(longest).toBeLessThanOrEqual(100);
    const [, markdown = "", page = ""] = bytesOf("serial");
    expect(markdown).toMatch(
      /\| method \| seeds \| iid \| inverted \| balanced \| worst group \| gap \| \\?\|corr/,
    );
    expect(page).toContain("<h2>Errors by group</h2>");
    expect(page).toContain("Differences, iid, smaller by");
    const shown = page.slice(0, page.indexOf("How the numbers are made"));
    expect(shown).not.toMatch(/accuracy|near chance|undefined|NaN/i);
  });

  it("merges shards to the bytes of the serial run", async () => {
    expect((await compare("--out", out("here"), "--shard", "1/2")).code).toBe(0);
    expect((await compare("--out", out("there"), "--shard", "2/2")).code).toBe(0);
    cpSync(join(out("there"), "cells"), join(out("here"), "cells"), { recursive: true });
    expect((await compare("--out", out("here"), "--merge")).code).toBe(0);
    expect(bytesOf("here")).toEqual(bytesOf("serial"));
  }, 240_000);

  it("searches by the error on validation, the smaller the better", async () => {
    const search = "compare.search={trials: 2, keys: {train.optimizer.lr: [1.0e-6, 0.01]}}";
    const flags = ["--methods", "erm", "--seeds", "0", "--out", out("searched")];
    expect((await compare(search, ...flags)).code).toBe(0);
    const { tuning } = JSON.parse(bytesOf("searched")[0] ?? "") as {
      tuning: {
        rule: string;
        better: string;
        trials: { values: Record<string, number>; value: number }[];
        chosen: Record<string, number>;
      }[];
    };
    const [found] = tuning;
    expect(found).toMatchObject({ rule: "adjusted-mae", better: "lower" });
    const values = found?.trials.map(({ value }) => value) ?? [];
    expect(new Set(values).size).toBe(2);
    expect(found?.chosen).toEqual(found?.trials[values.indexOf(Math.min(...values))]?.values);
  }, 240_000);
});
