import { describe, expect, it } from "vitest";
import { at } from "../base/ndarray.js";
import { parseRunConfig } from "../config/parse-config.js";
import { printProgram } from "../graph/print.js";
import { loadBackend } from "../runtime/load.js";
import { asksGivenOthers, buildRunMethod } from "./build-run-method.js";
import { prepareRun } from "./prepare-run.js";

const configOf = (overrides: readonly string[]) =>
  parseRunConfig(
    `data: { dataset: canvas, size: 32, train: 60, test: 20, attributes: [], plan: native }
model: { encoder: mimm-cnn, features: 8 }
method: { name: class-query }
train: { epochs: 1, batch: 10, optimizer: { name: adam, lr: 1e-3 } }
`,
    "run.yml",
    overrides,
  );

describe("asksGivenOthers", () => {
  it.each([
    [[], false],
    [["train.answersLoss.name=independent"], true],
    [["method={name: ibca}"], true],
    [["method={name: ibca, independence: 0}"], false],
    [["method={name: ibca, components: 0, align: 0, contrast: 0}"], false],
    [["method={name: bottleneck-attention}"], false],
  ] as const)("%j: %s", (overrides, expected) => {
    expect(asksGivenOthers(configOf(overrides))).toBe(expected);
  });
});

describe("the blueprint of several labels", () => {
  it("has what answers tell of each other where the run asks, and builds the same method from what was stored", async () => {
    const config = configOf(["method={name: ibca}"]);
    const backend = await loadBackend();
    const { blueprint } = await prepareRun(config, ".", backend, () => undefined);
    const given = blueprint.answersGivenOthers;
    // Of 60 canvases, nine of ten with a class have its partner: the first and the second are partners.
    expect(given?.logOdds.length).toBe(10);
    expect(given?.weights[1]).toBeGreaterThan(2);
    const stored = JSON.parse(JSON.stringify(blueprint)) as typeof blueprint;
    const built = (own: typeof blueprint) => buildRunMethod(config, own);
    const step = (own: typeof blueprint) => printProgram(at(built(own).phases, 0).program);
    expect(step(stored)).toBe(step(blueprint));
    // One of an earlier build, which is predicted with alone.
    const { answersGivenOthers: _, ...older } = stored;
    expect(printProgram(built(older).predict)).toBe(printProgram(built(stored).predict));
    const plain = await prepareRun(configOf([]), ".", backend, () => undefined);
    expect(plain.blueprint.answersGivenOthers).toBeUndefined();
  });
});
