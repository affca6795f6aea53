/** A cohort whose target is a number, from the command line: its tests by density ratio, and new images. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { AuditResults } from "../src/evaluation/audit/audit-results.js";
import type {
  NumberRunResults,
  NumberSetResult,
} from "../src/evaluation/numbers/number-results.js";
import { encodePng } from "../src/data/formats/encode-png.js";
import { openCommandLine } from "./command-line.js";

const { folder, unconfound } = openCommandLine("number", { home: true });
const hearts = join(folder, "hearts");
const run = join(folder, "run");
let printed = "";

beforeAll(async () => {
  const size = ["--format", "png", "--size", "16", "--subjects", "160"];
  const target = ["--target", "heart-size", "--association", "0.8", "--associated", "site"];
  await unconfound("data", "make", "phantom", ...size, ...target, "--out", hearts);
  writeFileSync(
    join(hearts, "cohort.yml"),
    `tables: [{ file: table.csv }]
images: { column: image }
subject: patient_id
target: { column: heart_size, as: number, unit: cm2, bins: [91] }
attributes: [{ name: site, column: site }]
split: { kind: hash, validation: 0.2, test: 0.4 }
preprocess: [{ name: rescale, from: [0, 255], to: [0, 1] }]
privacy: { ids: plain }
`,
  );
  writeFileSync(
    join(hearts, "run.yml"),
    `data: { cohort: cohort.yml, attributes: [site], cache: cache, workers: 1 }
model: { encoder: mlp, features: 2, options: { hidden: [8] } }
method: { name: multitask }
train: { epochs: 2, batch: 20, optimizer: { name: adam, lr: 1e-2 } }
evaluation: { probes: false }
runtime: { threads: 1 }
compare: { methods: [multitask], seeds: [0] }
`,
  );
  const { code, out, err } = await unconfound("train", join(hearts, "run.yml"), "--out", run);
  expect(`${code} ${err}`).toMatch(/^0 /);
  printed = out;
}, 240_000);

/** Rows of a CSV file without quotes. */
function rowsOf(path: string): Record<string, string>[] {
  const [header = "", ...lines] = readFileSync(path, "utf8").trim().split("\n");
  return lines.map((line) => {
    const cells = line.split(",");
    return Object.fromEntries(header.split(",").map((name, index) => [name, cells[index] ?? ""]));
  });
}
const jsonOf = <T>(name: string): T => JSON.parse(readFileSync(join(run, name), "utf8")) as T;

describe("a cohort whose target is a number", () => {
  it("weighs held-out rows by the asked share of their cell over the one that is there", () => {
    const { tests } = jsonOf<NumberRunResults>("results.json");
    const { associations } = jsonOf<{
      associations: Record<string, { strength: number; aligned: Record<string, string> }>;
    }>("plan.json");
    const { strength, aligned } = associations["site"] ?? { strength: NaN, aligned: {} };
    expect(aligned).toEqual({ "<91": "north", ">=91": "south" });
    const rows = rowsOf(join(run, "predictions.csv")).filter(({ split }) => split === "iid");
    const cellOf = (row: Record<string, string>) => `${row["bin"]}, ${row["attr_site"]}`;
    const errors = rows.map(({ label, prediction }) =>
      Math.abs(Number(prediction) - Number(label)),
    );
    for (const [name, along] of [
      ["inverted", 1 - strength],
      ["balanced", 0.5],
    ] as const) {
      const weights = rows.map((row) => {
        const there = rows.filter((other) => cellOf(other) === cellOf(row)).length;
        return (aligned[row["bin"] ?? ""] === row["attr_site"] ? along : 1 - along) / 2 / there;
      });
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      const sum = weights.reduce((all, weight, row) => all + weight * (errors[row] ?? NaN), 0);
      const found = tests[name] as NumberSetResult;
      expect(found.mae).toBeCloseTo(sum / total, 8);
      expect(found.effective_n).toBeLessThan(found.n);
    }
  });

  it("prints errors, their unit and no accuracy", () => {
    expect(printed).toContain("MAE: mean absolute error of heart_size, cm2");
    expect(printed).toMatch(/MAE: iid \S+ cm2, inverted \S+ cm2/);
    expect(printed).not.toMatch(/accuracy|outcome/);
  });

  it("predicts the number of new images, as in the run's own file", async () => {
    const out = join(folder, "new.csv");
    const { code } = await unconfound("predict", run, join(hearts, "images"), "--out", out);
    expect(code).toBe(0);
    const own = new Map(
      rowsOf(join(run, "predictions.csv")).map(({ id, prediction }) => [id, Number(prediction)]),
    );
    const found = rowsOf(out).filter(({ id }) => own.has(`images/${id}`));
    expect(found.length).toBe(own.size);
    for (const { id, prediction } of found) {
      expect(Number(prediction)).toBeCloseTo(own.get(`images/${id}`) ?? NaN, 3);
    }
  });

  it("is audited: what is predicted is asked again with parts of other pictures", async () => {
    const { code, err } = await unconfound(
      ...["audit", run, join(hearts, "run.yml"), "--resamples", "50", "--out", join(folder, "a")],
    );
    expect([code, err]).toEqual([0, expect.any(String)]);
    const text = readFileSync(join(folder, "a", "audit.json"), "utf8");
    const { targets, saliency } = JSON.parse(text) as AuditResults;
    if (saliency === undefined || "reason" in saliency) throw new Error("no maps");
    expect(saliency.score).toBe("predicted number");
    expect(saliency.methods.map(({ method }) => method)).toEqual(["gradient", "integrated_gradients", "occlusion"]); // prettier-ignore
    // Integrated gradients sum to the difference of two predictions.
    expect(saliency.methods[1]?.incompleteness).toBeLessThan(0.05);
    const page = readFileSync(join(folder, "a", "audit.html"), "utf8");
    expect(page).toContain("Score: the number that the model predicts.");
    expect(page.replace(/base64,[^"']*/g, "")).not.toMatch(/NaN|undefined/);
    const used = targets[0]?.attributes[0]?.verdict?.tiers.used;
    expect(used?.evidence).toContain("predicted heart_size");
    // Four parts of one value, one attribute.
    expect(text).toContain("Student's t by subject, 4 together");
  });

  it("is audited as a model of others too, its predictions being those of predict", async () => {
    const out = join(folder, "model");
    const { code, err } = await unconfound(
      ...["audit", "--model", join(run, "model.onnx"), "--cohort", join(hearts, "cohort.yml")],
      ...["--output", "predicted/heart_size", "--resamples", "50", "--out", out],
    );
    expect([code, err]).toEqual([0, expect.any(String)]);
    const text = readFileSync(join(out, "audit.json"), "utf8");
    const { targets, saliency } = JSON.parse(text) as AuditResults;
    if (saliency === undefined || "reason" in saliency) throw new Error("no maps");
    expect(saliency).toMatchObject({ score: "predicted number", randomised: "weights shuffled" });
    expect(saliency.methods.map(({ method }) => method)).toEqual(["occlusion"]);
    const predictions = join(folder, "all.csv");
    await unconfound("predict", run, join(hearts, "images"), "--out", predictions);
    const said = new Map(rowsOf(predictions).map(({ id, prediction }) => [id, Number(prediction)]));
    const errors = rowsOf(join(hearts, "table.csv")).map((row) =>
      Math.abs(
        (said.get((row["image"] ?? "").replace("images/", "")) ?? NaN) - Number(row["heart_size"]),
      ),
    );
    const mae = targets[0]?.overall["mae"];
    if (mae === undefined || "reason" in mae) throw new Error("no error");
    expect(mae.n).toBe(errors.length);
    expect(mae.value).toBeCloseTo(errors.reduce((sum, one) => sum + one, 0) / errors.length, 3);
    expect(targets[0]?.attributes[0]?.verdict?.tiers.used.evidence).toContain("predicted heart_size"); // prettier-ignore
  });

  it("says with masks where the number comes from, in its unit, and shows pictures behind the groups", async () => {
    const data = Uint8Array.from({ length: 256 }, (_, place) => 255 * Number(place < 96 && place % 16 < 6)); // prettier-ignore
    const bytes = encodePng({
      samples: { dtype: "uint8", shape: [1, 16, 16], data },
      ...{ channels: "grey", spacingMm: null, affine: null },
    });
    for (const { image = "" } of rowsOf(join(hearts, "table.csv"))) {
      const file = join(hearts, "masks", image);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, bytes);
    }
    const cohort = readFileSync(join(hearts, "cohort.yml"), "utf8");
    writeFileSync(join(hearts, "masked.yml"), `${cohort}masks: [{ name: corner, pattern: "{image}", root: masks }]\n`); // prettier-ignore
    const out = join(folder, "masked");
    const { code, err } = await unconfound(
      ...["audit", "--model", join(run, "model.onnx"), "--cohort", join(hearts, "masked.yml")],
      ...["--output", "predicted/heart_size", "--resamples", "50", "--out", out],
    );
    expect([code, err]).toEqual([0, expect.any(String)]);
    const text = readFileSync(join(out, "audit.json"), "utf8");
    const { masks: [mask] = [], saliency, rows } = JSON.parse(text) as AuditResults; // prettier-ignore
    if (mask === undefined || !("deviation" in mask)) throw new Error("no number");
    const sizes = rowsOf(join(hearts, "table.csv")).map((row) => Number(row["heart_size"]));
    const mean = sizes.reduce((sum, size) => sum + size, 0) / sizes.length;
    const squares = sizes.reduce((sum, size) => sum + (size - mean) ** 2, 0);
    expect(mask.deviation).toBeCloseTo(Math.sqrt(squares / (sizes.length - 1)), 6);
    expect([mask.pictures, mask.area]).toEqual([rows, 36 / 256]);
    const [all] = mask.groups;
    expect(all?.moved.inside.value).toBeGreaterThan(0);
    expect(mask.groups.map(({ kind }) => kind)).toEqual(["all", "bin", "bin", "attribute", "attribute"]); // prettier-ignore
    if (saliency === undefined || "reason" in saliency) throw new Error("no maps");
    expect(saliency.methods[0]?.inside).toMatchObject([{ mask: "corner", share: { n: 32 } }]);
    const page = readFileSync(join(out, "audit.html"), "utf8");
    expect(page).toContain("Pictures behind the groups");
    expect(page).toContain("▼ predicted too low");
    expect(page.replace(/base64,[^"']*/g, "")).not.toMatch(/NaN|undefined/);
  });

  it("is refused where numbers cannot be judged yet", async () => {
    const compared = await unconfound(
      ...["compare", join(hearts, "run.yml"), "compare.folds=2", "--out", join(folder, "c")],
    );
    expect(compared.code).toBe(2);
    expect(compared.err).toContain("pools what folds say of classes, not of a number");
  });
});
