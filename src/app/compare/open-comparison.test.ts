import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { parseComparePlan, type CompareFlags } from "../../config/parse-compare.js";
import { checkComparisonFolder, describePlan, writeDefinition } from "./open-comparison.js";

const root = mkdtempSync(join(tmpdir(), "unconfound-open-comparison-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const text = `
data: { dataset: phantom, attributes: [marker], plan: { train: 0.9, tests: { iid: 0.9 } } }
model: { encoder: mimm-cnn, features: 2, head: none }
method: { name: mimm }
train: { epochs: 6, batch: 10, optimizer: { name: adam, lr: 1e-3 } }
compare: { methods: [erm, mimm], claim: mimm, search: { trials: 1, keys: { method.lambda: [2] } } }
`;
const definitionOf = (overrides: readonly string[] = [], flags: CompareFlags = {}) =>
  describePlan(parseComparePlan(text, "run.yml", overrides, flags));
const definition = definitionOf();

describe("describePlan", () => {
  it("is the same on every machine: threads, runtime and the run's own seed do not enter", () => {
    expect(definitionOf(["runtime.threads=9", "runtime.backend=wasm", "seed=5"])).toBe(definition);
    expect(definition).toContain("criticSteps: 3");
    expect(definition).not.toMatch(/[&*]a1/);
  });
});

describe("checkComparisonFolder", () => {
  const out = join(root, "known");
  writeDefinition(out, definition);

  it("takes an absent or empty folder, one with cells alone, and the comparison itself", () => {
    const copied = join(root, "copied");
    mkdirSync(join(copied, "cells"), { recursive: true });
    for (const folder of [join(root, "absent"), copied, out]) {
      checkComparisonFolder(folder, definition, false);
      checkComparisonFolder(folder, definition, true);
    }
    expect(readFileSync(join(out, "compare.yml"), "utf8")).toBe(definition);
  });

  it("refuses other files", () => {
    const other = join(root, "other");
    mkdirSync(other);
    writeFileSync(join(other, "notes.txt"), "mine");
    expect(() => checkComparisonFolder(other, definition, true)).toThrow(
      `--out: the folder holds other files: got ${other}. Choose another folder.`,
    );
  });

  it.each<[string[], CompareFlags, string]>([
    [["train.epochs=7"], {}, "settings.default.train.epochs"],
    [["method.lambda=7"], {}, "settings.default.methods.mimm.lambda"],
    [[], { seeds: "0..3" }, "seeds"],
    [
      ["compare.search.keys={method.lambda: [3]}"],
      {},
      "search.trials.default.mimm.0.method.lambda",
    ],
  ])("names the key that differs: %j %j", (overrides, flags, key) => {
    const changed = definitionOf(overrides, flags);
    expect(() => checkComparisonFolder(out, changed, false)).toThrow(
      `--out: the comparison in this folder has another ${key} (folder ${out}). Restore that key, `,
    );
    checkComparisonFolder(out, changed, true);
  });

  it("keeps the claim", () => {
    expect(() => checkComparisonFolder(out, definitionOf([], { claim: "erm" }), true)).toThrow(
      "--resume: the claim was made before the runs and stays: expected mimm, got erm",
    );
  });
});
