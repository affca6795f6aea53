/** Runs whose target is a number, from run file to folder: results by hand, files, pages, resume. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { reportRun } from "../src/app/report-run.js";
import { runTrainingRequest } from "../src/app/run-training.js";
import type {
  NumberRunResults,
  NumberSetResult,
} from "../src/evaluation/numbers/number-results.js";
import { hearts } from "./hearts.js";

const folder = mkdtempSync(join(tmpdir(), "unconfound-number-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Asked {
  readonly sampling?: string;
  readonly epochs?: number;
  readonly probes?: boolean;
}

const runFile = (
  method: string,
  { sampling = "natural", epochs = 2, probes = false }: Asked = {},
) => `${hearts}method: ${method}
sampling: ${sampling}
train: { epochs: ${epochs}, batch: 40, optimizer: { name: adam, lr: 3e-3 }, selection: { burnIn: ${epochs - 1} } }
evaluation: { probes: ${probes} }
runtime: { threads: 1 }
`;

async function train(
  name: string,
  configText: string,
  options: { resume?: boolean; stopAfter?: number } = {},
) {
  const out = join(folder, name);
  const { resume = false, stopAfter = Infinity } = options;
  let batches = 0;
  await runTrainingRequest(
    { configText, source: "r.yml", overrides: [], base: folder, out, resume },
    { send: () => undefined, stopped: () => ++batches >= stopAfter },
  );
  return (file: string) => readFileSync(join(out, file), "utf8");
}

/** Rows of a predictions.csv without quotes. */
function rowsOf(text: string): Record<string, string>[] {
  const [header = "", ...lines] = text.trim().split("\n");
  return lines.map((line) => {
    const cells = line.split(",");
    return Object.fromEntries(header.split(",").map((name, index) => [name, cells[index] ?? ""]));
  });
}

const mean = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

describe("a run whose target is a number", () => {
  it("writes errors as computed by hand from predictions.csv, and nothing about accuracy", async () => {
    const read = await train("multitask", runFile("{ name: multitask }", { epochs: 16 }));
    const results = JSON.parse(read("results.json")) as NumberRunResults;
    const rows = rowsOf(read("predictions.csv"));
    expect(Object.keys(rows[0] ?? {})).toEqual([
      ...["split", "id", "subject", "label", "prediction", "bin", "attr_intensity"],
    ]);
    const inverted = results.tests["inverted"] as NumberSetResult;
    const own = rows.filter(({ split }) => split === "inverted");
    const errors = own.map(({ label, prediction }) => Number(prediction) - Number(label));
    expect(inverted.n).toBe(own.length);
    expect(inverted.mae).toBeCloseTo(mean(errors.map(Math.abs)), 8);
    expect(inverted.rmse).toBeCloseTo(Math.sqrt(mean(errors.map((error) => error ** 2))), 8);
    const [group] = inverted.groups;
    const members = errors.filter(
      (_, row) =>
        own[row]?.["bin"] === "<84" &&
        own[row]?.["attr_intensity"] === group?.attributes["intensity"],
    );
    expect(group?.name).toMatch(/^<84, /);
    expect(group?.n).toBe(members.length);
    expect(group?.mean_error).toBeCloseTo(mean(members), 8);

    const line = results.bias_correction;
    if ("reason" in line) throw new Error(line.reason);
    const validation = rows.filter(({ split }) => split === "validation");
    expect(line.n).toBe(validation.length);
    // Residuals of a least-squares line: mean 0, and orthogonal to the label.
    const rest = validation.map(
      ({ label, prediction }) => Number(prediction) - line.intercept - line.slope * Number(label),
    );
    expect(mean(rest)).toBeCloseTo(0, 8);
    expect(mean(rest.map((value, row) => value * Number(validation[row]?.["label"])))).toBeCloseTo(0, 6); // prettier-ignore
    const corrected = own.map(({ label, prediction }) =>
      Math.abs((Number(prediction) - line.intercept) / line.slope - Number(label)),
    );
    expect(inverted.corrected?.mae).toBeCloseTo(mean(corrected), 8);

    expect(results.selection.rule).toBe("adjusted-mae");
    expect(results.target).toEqual({
      name: "heart-size",
      unit: "cm2",
      bins: ["<84", "84..91", "91..98", ">=98"],
    });
    expect(results.validation).not.toHaveProperty("accuracy");
    const page = read("report.html");
    expect(page).toContain("Errors by group");
    expect(page).not.toMatch(/AUROC|balanced accuracy of the/);
    expect(read("MODEL_CARD.md")).toMatch(/corr\W+error, intensity \W+heart-size/);
    expect(JSON.parse(read("plan.json"))).toHaveProperty(["scales", "heart-size", "mean"]);
    const again = join(folder, "again.html");
    reportRun(join(folder, "multitask"), again, true);
    expect(readFileSync(again, "utf8")).toBe(page);
  });

  it("resumes to the same bytes", async () => {
    const method = "{ name: mimm-x, criticSteps: 1, measure: { name: mine, hidden: 8 } }";
    const text = runFile(method, { sampling: "rebalance" });
    const straight = await train("straight", text);
    await train("stopped", text, { stopAfter: 9 });
    const resumed = await train("stopped", text, { resume: true });
    for (const file of ["metrics.jsonl", "predictions.csv"]) {
      expect(resumed(file)).toBe(straight(file));
    }
  });

  it.each([
    ["erm", "{ name: erm }"],
    ["mimm", "{ name: mimm, criticSteps: 1, hidden: 8 }"],
    ["dcor", "{ name: dcor }"],
    ["adversarial", "{ name: adversarial, hidden: 4 }"],
  ])("trains %s", async (name, method) => {
    const read = await train(name, runFile(method, { probes: name === "erm" }));
    const { tests } = JSON.parse(read("results.json")) as NumberRunResults;
    expect(Object.values(tests).every((test) => Number.isFinite("mae" in test && test.mae))).toBe(true); // prettier-ignore
  });

  it("refuses methods, rules and heads that are for classes", async () => {
    await expect(train("focal", runFile("{ name: focal }"))).rejects.toThrow(
      "method: focal learns classes, not a number: got heart-size, a number.",
    );
    const rule = runFile("{ name: erm }").replace("burnIn: 1", "burnIn: 1, rule: worst-class"); // prettier-ignore
    await expect(train("rule", rule)).rejects.toThrow(
      "train.selection.rule: worst-class is for classes, not for a number: expected loss | last | adjusted-mae | worst-group-mae, got worst-class",
    );
    const head = runFile("{ name: erm }").replace("features: 4,", "features: 4, head: none,");
    await expect(train("head", head)).rejects.toThrow(
      "model.head: a part is its own logits, but heart-size is a number: expected linear, got none",
    );
  });
});
