/** A run with a continuous attribute from run file to folder: results by hand, the record of its scale, resume. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { runTrainingRequest } from "../src/app/run-training.js";
import { createRng } from "../src/base/rng.js";
import type { RunResults, SetResult } from "../src/evaluation/results.js";
import { parsePredictions } from "../src/evaluation/parse-predictions.js";

const folder = mkdtempSync(join(tmpdir(), "unconfound-continuous-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const random = createRng(3);
const people = Array.from({ length: 300 }, (_, row) => {
  const sick = row % 2;
  const age = 45 + 12 * sick + 8 * random.normal();
  const part = row % 10 < 6 ? "train" : row % 10 < 8 ? "validation" : "test";
  return { id: `p${row}`, sick, part, age: random.uniform() < 0.3 ? null : age.toFixed(1), row };
});
writeFileSync(
  join(folder, "t.csv"),
  [
    "id,sick,part,age,embedding_0,embedding_1",
    ...people.map(({ id, sick, part, age, row }) => {
      const seen = age === null ? 0 : (Number(age) - 50) / 10;
      return [id, sick, part, age ?? "", sick + (row % 7) / 5, seen + (row % 3) / 10].join(",");
    }),
  ].join("\n"),
);

async function train(name: string, options: { resume?: boolean; stopAfter?: number } = {}) {
  const out = join(folder, name);
  const { resume = false, stopAfter = Infinity } = options;
  let batches = 0;
  const request = {
    configText: `data:
  embeddings: t.csv
  target: sick
  attributes: [{ name: age, as: continuous, bins: [50] }]
  split: part
model: { encoder: mlp, features: 2, options: { hidden: [8] } }
method: { name: mimm-x, criticSteps: 1, warmUp: 0, measure: { name: mine, hidden: 8 } }
train: { epochs: 4, batch: 30, optimizer: { name: adam, lr: 1e-2 } }
runtime: { threads: 1 }
`,
    source: "r.yml",
    overrides: [],
    base: folder,
    out,
    resume,
  };
  await runTrainingRequest(request, {
    send: () => undefined,
    stopped: () => ++batches >= stopAfter,
  });
  return (file: string) => readFileSync(join(out, file), "utf8");
}

describe("a continuous attribute", () => {
  it("has mae and r2 as computed by hand, its scale on record, and resumes to the same bytes", async () => {
    const read = await train("straight");
    const results = JSON.parse(read("results.json")) as RunResults;
    const iid = results.tests["iid"] as SetResult;
    const table = parsePredictions(read("predictions.csv"), "predictions.csv");
    const { values, predictions } = table.numbers?.[0] ?? { values: [], predictions: null };
    const pairs = table.split.flatMap((split, row) => {
      const [truth = NaN, said = NaN] = [values[row], predictions?.[row]];
      return split === "iid" && !Number.isNaN(truth) ? [{ truth, said }] : [];
    });
    const mean = (list: readonly number[]) => list.reduce((sum, x) => sum + x, 0) / list.length;
    const average = mean(pairs.map(({ truth }) => truth));
    const mae = mean(pairs.map(({ truth, said }) => Math.abs(truth - said)));
    const r2 =
      1 -
      mean(pairs.map(({ truth, said }) => (truth - said) ** 2)) /
        mean(pairs.map(({ truth }) => (truth - average) ** 2));
    const found = iid.attributes["age"];
    if (found === undefined || !("mae" in found))
      throw new Error("age was not evaluated by number");
    expect(found.mae).toBeCloseTo(mae, 10);
    expect(found.r2).toBeCloseTo(r2, 10);
    // In years, not in standard deviations.
    expect(mae).toBeGreaterThan(0.5);

    const truths = people.filter(({ part, age }) => part === "test" && age !== null);
    expect(pairs.map(({ truth }) => truth)).toEqual(truths.map(({ age }) => Number(age)));
    expect(new Set(table.attributes[0]?.values)).toEqual(new Set(["<50", ">=50", ""]));
    expect(iid.groups.map(({ name }) => name)).toEqual(["0, <50", "0, >=50", "1, <50", "1, >=50"]);

    // Training rows alone.
    const ages = people.flatMap(({ part, age }) =>
      part === "train" && age !== null ? [Number(age)] : [],
    );
    const plan = JSON.parse(read("plan.json")) as {
      scales: Record<string, { mean: number; standardDeviation: number }>;
    };
    expect(plan.scales["age"]?.mean).toBeCloseTo(mean(ages), 10);
    expect(plan.scales["age"]?.standardDeviation).toBeCloseTo(
      Math.sqrt(mean(ages.map((age) => (age - mean(ages)) ** 2))),
      10,
    );
    expect(read("MODEL_CARD.md")).toMatch(/Mean absolute error of age/);
    expect(read("report.html")).toContain("Squared error of the heads");

    await train("stopped", { stopAfter: 9 });
    const resumed = await train("stopped", { resume: true });
    for (const file of ["metrics.jsonl", "predictions.csv", "probing.json"]) {
      expect(resumed(file)).toBe(read(file));
    }
  });
});
