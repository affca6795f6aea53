/** `unconfound audit` of the folds of a cross-fitted method, as a user meets it. */
import { cpSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { AuditResults } from "../src/evaluation/audit/audit-results.js";
import { openCommandLine } from "./command-line.js";

const { folder, unconfound, makePhantom, writeCohort, train } = openCommandLine("audit-folds", {
  home: true,
});
const runFile = join(folder, "chest", "run.yml");
const seed = join(folder, "cells", "erm", "seed-0");
const folds = [0, 1, 2];

function resultsOf(out: string): AuditResults {
  return JSON.parse(readFileSync(join(folder, out, "audit.json"), "utf8")) as AuditResults;
}

function verdictOf(out: string) {
  const verdict = resultsOf(out).targets[0]?.attributes[0]?.verdict;
  if (verdict === undefined || verdict === null) throw new Error("no verdict");
  return verdict;
}

const widthOf = ({ tiers }: ReturnType<typeof verdictOf>): number => {
  const { effect } = tiers.used;
  if (effect === undefined || "reason" in effect || "reason" in effect.interval) {
    throw new Error("no interval");
  }
  return effect.interval.high - effect.interval.low;
};

beforeAll(async () => {
  const png = ["--format", "png", "--size", "16"];
  await makePhantom("chest", ...png, "--subjects", "240", "--association", "0.9");
  writeCohort("chest", "cohort.yml", {
    images: "{ column: image }",
    subject: "patient_id",
    target: '{ column: finding, as: binary, positive: ["1"], negative: ["0"] }',
    attributes: "[{ name: marker, column: marker }]",
    preprocess: "[{ name: rescale, from: [0, 255] }]",
    split: "{ kind: folds, folds: 3, fold: 0, validation: 0.2 }",
  });
  writeFileSync(
    runFile,
    `data: { cohort: cohort.yml, attributes: [marker], cache: cache, workers: 0 }
model: { encoder: mlp, features: 2, head: none }
method: { name: erm }
train: { epochs: 12, batch: 20, optimizer: { name: adam, lr: 3e-3 } }
evaluation: { probes: false }
runtime: { threads: 1 }
`,
  );
  for (const fold of folds) {
    await train(runFile, join(seed, `fold-${fold}`), `data.fold={index: ${fold}, of: 3}`);
  }
}, 240_000);

describe("audit of all folds", () => {
  it("is of every picture, each answered by the model that held it out, and knows more than that of one", async () => {
    const { code, err } = await unconfound("audit", seed, runFile);
    expect({ code, err }).toMatchObject({ code: 0 });
    expect(err).toContain(
      "3 models, each asked about the pictures that it was not trained on; what is found is said of all together",
    );
    expect(err).toMatch(
      /finding is called at one threshold, 0\.\d{3}; chosen by each fold alone it is 0\.\d{3} to 0\.\d{3}: /,
    );
    const out = "audits/erm-seed-0";
    const results = resultsOf(out);
    expect(results).toMatchObject({ door: "model", source: "erm, seed-0" });
    const rows = readFileSync(join(folder, "chest", "table.csv"), "utf8")
      .trim()
      .split("\n").length;
    expect(results.rows).toBe(rows - 1);
    expect(results.targets[0]?.threshold).toMatchObject({ rule: "youden", split: "validation" });
    expect(results.targets[0]?.recalibration).toMatchObject({
      reason: "split validation has no known answers of subjects that are not audited",
    });
    const { tiers } = verdictOf(out);
    expect(tiers.used.state).toBe("found");
    expect(tiers.encoded).toEqual({
      state: "not examined",
      evidence: "each fold has a model of its own: audit one of them for it",
    });
    const page = readFileSync(join(folder, out, "audit.html"), "utf8");
    expect(page).toContain("Audit of erm, seed-0");
    expect(page).toContain("Pictures behind the groups");
    expect(page).toContain("each fold has a model of its own: audit one of them for it");
    const own = await unconfound("audit", join(seed, "fold-0"), runFile);
    expect(own.code).toBe(0);
    expect(widthOf(verdictOf("audits/erm-seed-0-fold-0"))).toBeGreaterThan(1.3 * widthOf(verdictOf(out))); // prettier-ignore
  });

  it("refuses folds that are missing, strangers, and --deep", async () => {
    const part = join(folder, "part");
    cpSync(seed, part, { recursive: true });
    rmSync(join(part, "fold-2"), { recursive: true });
    const missing = await unconfound("audit", part, runFile, "--out", join(folder, "none"));
    expect(missing.code).toBe(2);
    expect(missing.err).toContain(
      `${part}: folds are missing: expected 3, got 2. Finish the comparison (unconfound compare … --resume), or audit one fold by its own folder.`,
    );
    renameSync(join(part, "fold-1"), join(part, "fold-2"));
    cpSync(join(part, "fold-0"), join(part, "fold-1"), { recursive: true });
    const strange = await unconfound("audit", part, runFile, "--out", join(folder, "none"));
    expect(strange.code).toBe(2);
    expect(strange.err).toContain("the runs are not the folds of one method");
    const deep = await unconfound("audit", seed, runFile, "--deep");
    expect(deep.code).toBe(2);
    expect(deep.err).toContain(`--deep: goes with one run, not with the folds of several. Name one of them: ${join(seed, "fold-0")}.`); // prettier-ignore
  });
});
