/** Runs whose target is several answers of yes or no, from run file to folder: results by hand, files, resume. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { auditRun } from "../src/app/audit/audit-run.js";
import { reportRun } from "../src/app/report-run.js";
import { runTrainingRequest } from "../src/app/run-training.js";
import { parseLabelsPredictions } from "../src/evaluation/labels/parse-labels-predictions.js";
import type { LabelsRunResults, LabelsSetResult } from "../src/evaluation/labels/labels-results.js";
import type { AttentionImages } from "../src/report/attention-images.js";

const folder = mkdtempSync(join(tmpdir(), "unconfound-labels-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const runFile = (method: string) => `data:
  dataset: canvas
  objects: shapes
  size: 32
  train: 60
  test: 40
  attributes: []
  plan: native
model: { encoder: mimm-cnn, features: 8 }
method: ${method}
train: { epochs: 2, batch: 10, optimizer: { name: adam, lr: 3e-3 }, answersLoss: { name: asymmetric } }
runtime: { threads: 1 }
`;

async function train(
  name: string,
  method: string,
  options: { resume?: boolean; stopAfter?: number; overrides?: string[] } = {},
) {
  const out = join(folder, name);
  const { resume = false, stopAfter = Infinity, overrides = [] } = options;
  let batches = 0;
  await runTrainingRequest(
    { configText: runFile(method), source: "r.yml", overrides, base: folder, out, resume },
    { send: () => undefined, stopped: () => ++batches >= stopAfter },
  );
  return (file: string) => readFileSync(join(out, file), "utf8");
}

const ibca = "{ name: ibca, heads: 2, width: 8 }";

describe("a run of several labels", () => {
  it("has results that the predictions give by hand, and says where the model looked", async () => {
    const read = await train("whole", ibca);
    const results = JSON.parse(read("results.json")) as LabelsRunResults;
    expect(Object.keys(results.tests)).toEqual(["iid", "inverted", "balanced"]);
    const table = parseLabelsPredictions(read("predictions.csv"), "predictions.csv");
    const labels = results.target.labels.length;
    expect(labels).toBe(10);
    const rows = [...table.split.keys()].filter((row) => table.split[row] === "balanced");
    expect(rows).toHaveLength(40);
    const balanced = results.tests["balanced"] as LabelsSetResult;
    for (const [label, { auroc, positives }] of balanced.labels.entries()) {
      const of = (answer: number) =>
        rows.flatMap((row) =>
          table.answers[row * labels + label] === answer
            ? [table.probabilities[row * labels + label] ?? NaN]
            : [],
        );
      const [yes, no] = [of(1), of(0)];
      expect(positives).toBe(yes.length);
      const won = yes.flatMap((own) =>
        no.map((other) => (own > other ? 1 : own === other ? 0.5 : 0)),
      );
      expect(auroc).toBeCloseTo(won.reduce<number>((sum, one) => sum + one, 0) / won.length, 9);
    }
    expect(read("model.onnx")).toContain("attention/objects");
    // No column can be added to what a canvas is.
    const audited = auditRun({
      ...{ run: join(folder, "whole"), base: folder, out: join(folder, "audit") },
      ...{ choice: {}, settings: {}, withImages: false, onProgress: () => undefined },
    });
    await expect(audited).rejects.toThrow(
      /^audit: the run has no attributes, whose groups an audit compares\. Canvases have none, .*tests iid and inverted .*--model \S+model\.onnx --cohort FILE\.$/,
    );
    const { localisation } = balanced;
    expect(localisation).toMatchObject({ tolerance: 0.96, labels: 10 });
    for (const { localisation: own, positives } of balanced.labels) {
      // An object lies on no place alone, so that a share of the mass lies on it and a share beside it.
      expect(own).toMatchObject({ n: positives, pointing_game: expect.any(Number) as number });
      expect(own?.attention_in_mask).toBeGreaterThan(0);
      expect(own?.attention_in_mask).toBeLessThan(1);
      expect(own?.mask_area).toBeGreaterThan(0.01);
      expect(own?.mask_area).toBeLessThan(0.1);
    }
    const report = read("report.html");
    expect(report).toContain(
      `objects, 10 answers of yes or no (${results.target.labels.join(", ")})`,
    );
    expect(report).toContain("there are no probes of several answers of yes or no yet");
    // Pictures are letters too, in any order.
    expect(report.replace(/base64,[^"']*/g, "")).not.toMatch(/NaN|undefined|balanced accuracy/);
    const { macro_auroc: iid } = results.tests["iid"] as LabelsSetResult;
    expect(read("MODEL_CARD.md")).toContain(`Macro AUROC: iid ${Number(iid).toFixed(3)}, inverted`);
    reportRun(join(folder, "whole"), join(folder, "again.html"), true);
    expect(readFileSync(join(folder, "again.html"), "utf8")).toBe(report);
    reportRun(join(folder, "whole"), join(folder, "bare.html"), false);
    expect(readFileSync(join(folder, "bare.html"), "utf8")).not.toContain("data:image");
    const [epoch = ""] = read("metrics.jsonl").split("\n");
    expect(Object.keys((JSON.parse(epoch) as { terms: object }).terms)).toEqual([
      ...["objects", "mixture", "divergence", "align", "contrast", "intervene", "erase"],
    ]);
  });

  it("shows where it looks on pictures of yes, beside a network that learnt nothing", () => {
    const whole = (file: string) => readFileSync(join(folder, "whole", file), "utf8");
    const { set, size, pictures, agreement } = JSON.parse(
      whole("attention.json"),
    ) as AttentionImages;
    expect([set, size]).toEqual(["iid", { height: 32, width: 32 }]);
    expect(pictures).toHaveLength(6);
    const table = parseLabelsPredictions(whole("predictions.csv"), "predictions.csv");
    const { target } = JSON.parse(whole("results.json")) as LabelsRunResults;
    const yes = [...table.split.keys()].flatMap((row) =>
      target.labels.flatMap((name, label) => {
        const pair = row * target.labels.length + label;
        const isYes = table.split[row] === "iid" && table.answers[pair] === 1;
        return isYes ? [`${name} ${table.probabilities[pair]?.toFixed(5)}`] : [];
      }),
    );
    expect(agreement).toMatchObject({ images: 40, pairs: yes.length });
    expect(Math.abs(Number(agreement.mean))).toBeLessThanOrEqual(Number(agreement.absolute));
    expect(Number(agreement.absolute)).toBeLessThan(0.99);
    for (const { picture, labels } of pictures) {
      for (const { name, probability, outline, trained, randomised } of labels) {
        expect(yes).toContain(`${name} ${probability.toFixed(5)}`);
        expect(outline).toMatch(/^M/);
        expect(new Set([picture.png, trained.png, randomised.png]).size).toBe(3);
      }
    }
  });

  it("stopped and gone on with, gives the same bytes", async () => {
    await train("stopped", ibca, { stopAfter: 7 });
    const resumed = await train("stopped", ibca, { resume: true });
    const whole = (file: string) => readFileSync(join(folder, "whole", file), "utf8");
    for (const file of ["metrics.jsonl", "predictions.csv", "attention.json"])
      expect(resumed(file)).toBe(whole(file));
  });

  it("learns by AUC-margin, whose arrays go on with the run", async () => {
    const overrides = ["train.answersLoss={ name: auc-margin }"];
    const whole = await train("auc", ibca, { overrides });
    await train("auc-stopped", ibca, { overrides, stopAfter: 7 });
    const resumed = await train("auc-stopped", ibca, { overrides, resume: true });
    const files = ["metrics.jsonl", "predictions.csv"];
    for (const file of files) expect(resumed(file)).toBe(whole(file));
    const [epoch = ""] = whole("metrics.jsonl").split("\n");
    const { terms } = JSON.parse(epoch) as { terms: Record<string, number> };
    expect(Object.values(terms).every(Number.isFinite)).toBe(true);
  });

  it.each([
    "erm",
    "pooled",
    "csra",
    "label-graph",
    "counterfactual-attention",
    "bottleneck-attention",
  ])("is learnt by %s", async (name) => {
    const read = await train(name, `{ name: ${name} }`);
    const { validation, selection, tests } = JSON.parse(read("results.json")) as LabelsRunResults;
    expect(selection.rule).toBe("mean-average-precision");
    expect("mAP" in validation && typeof validation.mAP).toBe("number");
    expect(existsSync(join(folder, name, "attention.json"))).toBe(name !== "erm");
    // The encoder of erm pools its places, and there is nothing that it could show.
    for (const set of [validation, ...Object.values(tests)] as LabelsSetResult[]) {
      const shown = [set, ...set.labels].map((own) => own.localisation !== undefined);
      expect(new Set(shown)).toEqual(new Set([name !== "erm"]));
    }
  });

  it.each([
    ["method={name: focal}", "focal learns classes, not several labels: got 10 labels"],
    ["sampling=rebalance", "groups are those of attributes, and there are none"],
    ["model.head=none", "model.head: a head over the places is none of features"],
  ])("refuses %s", async (override, words) => {
    const started = runTrainingRequest(
      {
        ...{ configText: runFile(ibca), source: "r.yml", overrides: [override] },
        ...{ base: folder, out: join(folder, "no"), resume: false },
      },
      { send: () => undefined, stopped: () => false },
    );
    await expect(started).rejects.toThrow(words);
  });
});
