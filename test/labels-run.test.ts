/** Runs whose target is several answers of yes or no, from run file to folder: results by hand, files, pages. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { reportRun } from "../src/app/report-run.js";
import { runTrainingRequest } from "../src/app/run-training.js";
import type { LabelsRunResults, LabelsSetResult } from "../src/evaluation/labels/labels-results.js";

const folder = mkdtempSync(join(tmpdir(), "unconfound-labels-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const configText = `data: { dataset: canvas, objects: shapes, size: 32, train: 60, test: 30, attributes: [], plan: native }
model: { encoder: resnet-18, options: { stages: 1 }, features: 8 }
method: { name: class-query }
train: { epochs: 1, batch: 20, optimizer: { name: adam, lr: 1e-3 } }
runtime: { threads: 1 }
`;

/** Rows of a predictions.csv without quotes. */
function rowsOf(text: string): Record<string, string>[] {
  const [header = "", ...lines] = text.trim().split("\n");
  return lines.map((line) => {
    const cells = line.split(",");
    return Object.fromEntries(header.split(",").map((name, index) => [name, cells[index] ?? ""]));
  });
}

/** AUROC by its definition: over all pairs of a yes and a no. */
function aurocOf(rows: readonly Record<string, string>[], name: string): number {
  const scoresOf = (answer: string) =>
    rows
      .filter((row) => row[`label_${name}`] === answer)
      .map((row) => Number(row[`score_${name}`]));
  const wins = scoresOf("1").flatMap((yes) =>
    scoresOf("0").map((no) => (yes > no ? 1 : yes === no ? 0.5 : 0)),
  );
  return wins.reduce<number>((sum, win) => sum + win, 0) / wins.length;
}

it("writes results as computed by hand from predictions.csv, and a page and a card of them", async () => {
  const out = join(folder, "run");
  await runTrainingRequest(
    { configText, source: "r.yml", overrides: [], base: folder, out, resume: false },
    { send: () => undefined, stopped: () => false },
  );
  const read = (file: string) => readFileSync(join(out, file), "utf8");
  const results = JSON.parse(read("results.json")) as LabelsRunResults;
  const { labels } = results.target;
  expect(labels).toHaveLength(10);
  const rows = rowsOf(read("predictions.csv")).filter(({ split }) => split === "iid");
  expect(Object.keys(rows[0] ?? {})).toEqual([
    ...["split", "id", "subject"],
    ...labels.map((name) => `label_${name}`),
    ...labels.map((name) => `score_${name}`),
  ]);
  const iid = results.tests["iid"] as LabelsSetResult;
  const aurocs = labels.map((name) => aurocOf(rows, name));
  expect(iid.labels.map(({ auroc }) => auroc)).toEqual(
    aurocs.map((value) => expect.closeTo(value, 8) as number),
  );
  expect(iid.macro_auroc).toBeCloseTo(aurocs.reduce((sum, value) => sum + value, 0) / 10, 8);

  const report = read("report.html");
  expect(report).toContain(`objects, 10 answers of yes or no (${labels.join(", ")})`);
  expect(report).toContain("there are no probes of several answers of yes or no yet");
  expect(report).not.toMatch(/NaN|undefined|balanced accuracy/);
  expect(read("MODEL_CARD.md")).toContain(
    `Macro AUROC: iid ${Number(iid.macro_auroc).toFixed(3)}, inverted`,
  );
  reportRun(out, join(folder, "again.html"), true);
  expect(readFileSync(join(folder, "again.html"), "utf8")).toBe(report);
});
