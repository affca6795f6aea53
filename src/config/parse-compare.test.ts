import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { ComparePlan } from "./compare-plan.js";
import { parseComparePlan, type CompareFlags } from "./parse-compare.js";
import { parseRunConfig } from "./parse-config.js";

const text = `
data:
  dataset: phantom
  attributes: [marker]
  plan: { train: 0.9, tests: { iid: 0.9, inverted: invert } }
model: { encoder: mimm-cnn, features: 2, head: none }
method: { name: mimm, hidden: 24 }
sampling: rebalance
train: { epochs: 6, batch: 10, optimizer: { name: adam, lr: 1e-3 } }
runtime: { threads: 4, backend: wasm }
seed: 9
`;
const planOf = (block: string, flags: CompareFlags = {}, overrides: readonly string[] = []) =>
  parseComparePlan(`${text}compare: ${block}\n`, "run.yml", overrides, flags);
const failing = (block: string, flags: CompareFlags = {}) => {
  try {
    planOf(block, flags);
  } catch (error) {
    return (error as Error).message.replace(/\. `unconfound train --help`.*/, "");
  }
  return "no error";
};
/** Configurations of the first setting and seed, by label. */
const configsOf = (plan: ComparePlan, setting = plan.settings[0]) =>
  Object.fromEntries(
    (setting?.methods ?? []).map((variant) => [
      variant.label,
      setting && plan.runConfig(setting, variant, plan.seeds[0] ?? 0),
    ]),
  );

describe("parseComparePlan", () => {
  it("has a plan for a run file without the block: the references and the run's own method", () => {
    const plan = parseComparePlan(text, "run.yml");
    expect(plan).toMatchObject({
      methods: ["erm", "multitask", "multitask+rebalance", "mimm+rebalance"],
      references: ["erm", "multitask", "multitask+rebalance"],
      seeds: [0, 1, 2],
      claim: null,
      search: null,
    });
    const [setting] = plan.settings;
    expect(setting?.name).toBe("default");
    expect(setting?.methods.map(({ label }) => label)).toEqual([
      ...plan.methods,
      "multitask@balanced",
    ]);
  });

  it("gives each run its method, sampling and seed; the run's own options only to its own method", () => {
    const configs = configsOf(
      planOf(
        "{ methods: [erm, mimm+rebalance, rebalance, { name: mimm, lambda: 3, label: strong }], seeds: 5..6 }",
      ),
    );
    expect(configs["erm"]).toMatchObject({
      method: { name: "erm" },
      sampling: "natural",
      seed: 5,
      runtime: { threads: 1, backend: "wasm" },
    });
    expect(configs["mimm+rebalance"]).toMatchObject({
      method: { name: "mimm", hidden: 24, lambda: 1 },
      sampling: "rebalance",
    });
    expect(configs["multitask+rebalance"]).toMatchObject({ sampling: "rebalance" });
    expect(configs["strong"]).toMatchObject({
      method: { name: "mimm", hidden: 24, lambda: 3 },
      sampling: "natural",
    });
    expect(configs["multitask@balanced"]?.data.plan).toMatchObject({
      train: 0.9,
      balanceTraining: true,
      tests: { iid: 0.9, inverted: "invert" },
    });
    expect(configs["erm"]?.data.plan).not.toHaveProperty("balanceTraining");
  });

  it("keeps the block out of a run: the same configuration with and without it", () => {
    const plain = parseRunConfig(text, "run.yml");
    expect(parseRunConfig(`${text}compare: { seeds: [4] }`, "run.yml")).toEqual(plain);
    expect(() => parseRunConfig(`${text}compare: { sedes: [4] }`, "run.yml")).toThrow(
      "unknown key compare.sedes (did you mean compare.seeds?)",
    );
  });

  it("runs every method in every setting, and the ceiling where a plan can be balanced", () => {
    const plan = planOf(
      "{ methods: [erm], ceiling: true, settings: [{ name: weak, data.plan.train: 0.7 }, { train.epochs: 2 }] }",
    );
    expect(plan.settings.map(({ name }) => name)).toEqual(["weak", "setting-2"]);
    expect(configsOf(plan)["erm"]?.data.plan).toMatchObject({ train: 0.7 });
    expect(configsOf(plan, plan.settings[1])["erm"]?.train.epochs).toBe(2);
    expect(planOf("{ methods: [erm], ceiling: false }").settings[0]?.methods).toHaveLength(1);
  });

  it("has folds of a cohort, without a search and without a fold of its own", () => {
    const cohort = text
      .replace("dataset: phantom", "cohort: cohort.yml")
      .replace("attributes: [marker]", "attributes: [site]");
    const folds = (more: string, overrides: readonly string[] = []) =>
      parseComparePlan(`${cohort}compare: { folds: 5, ${more} }`, "run.yml", overrides);
    expect(folds("seeds: [1]").folds).toBe(5);
    expect(planOf("{ seeds: [1] }").folds).toBeNull();
    expect(() => folds("search: { trials: 2 }")).toThrow(
      "compare.search: does not go with compare.folds. Settings that are chosen on one fold have seen the tests of the others.",
    );
    expect(() => folds("seeds: [1]", ["data.fold={index: 0, of: 5}"])).toThrow(
      "data.fold: compare.folds sets it. Leave one of the two out.",
    );
    expect(() => folds("seeds: [1]", ["data.attributes=[site, folds]"])).toThrow(
      "data.attributes: an attribute has the name of the folds: got folds. Give the attribute another name in the cohort file.",
    );
    expect(failing("{ folds: 5 }")).toBe(
      "compare.folds: only a cohort has folds: got phantom. Leave it out, or name a cohort file that is split in folds (data.cohort).",
    );
  });

  it("lets flags choose: labels of the file mean its entries, other names the methods", () => {
    const block =
      "{ methods: [{ name: mimm, lambda: 3, label: strong }], claim: strong, settings: [{ name: a, train.epochs: 3 }, { name: b }] }";
    const plan = planOf(
      block,
      { methods: ["strong", "erm"], seeds: "2", settings: ["b"], claim: "erm" },
      ["train.epochs=5"],
    );
    expect(plan).toMatchObject({ methods: ["strong", "erm"], seeds: [2], claim: "erm" });
    expect(plan.settings.map(({ name }) => name)).toEqual(["b"]);
    expect(configsOf(plan)["strong"]).toMatchObject({
      method: { lambda: 3 },
      train: { epochs: 5 },
    });
  });

  it.each([
    ["{ methods: [] }", /^compare\.methods: no methods\. Name one at least/],
    [
      "{ methods: [mim] }",
      /^compare\.methods: unknown method: expected .*mimm.*, got mim\. Did you mean mimm\?$/,
    ],
    [
      "{ methods: [erm+rebalanc] }",
      /^compare\.methods: unknown sampling of erm: expected natural, .*rebalance.*, got rebalanc\. Did you mean rebalance\?$/,
    ],
    [
      "{ methods: [erm, rebalance, multitask+rebalance] }",
      /^compare\.methods: a name occurs twice: got multitask\+rebalance\. Give one of them another label\.$/,
    ],
    [
      "{ methods: [{ name: mimm, label: ../x }] }",
      /^compare\.methods: not a name for tables and folders: .*, got \.\.\/x$/,
    ],
    [
      "{ methods: [{ name: mimm, lamda: 2 }] }",
      /^run\.yml \(setting default, method mimm\): unknown key method\.lamda \(did you mean method\.lambda\?\)/,
    ],
    [
      "{ methods: [{ name: mimm+rebalance, sampling: natural }] }",
      /^compare\.methods: two samplings for one method: got mimm\+rebalance and sampling natural$/,
    ],
    ["{ seeds: [1, 1] }", /^compare\.seeds: a seed is given twice: got 1$/],
    [
      "{ settings: [{ name: a }, { name: A }] }",
      /^compare\.settings: a name occurs twice: got A\. Give one of them another name\.$/,
    ],
    [
      "{ settings: [{ name: a, method.lambda: 2 }] }",
      /^compare\.settings a: a key that a setting may not change: got method\.lambda\. /,
    ],
    [
      "{ settings: [{ name: a, train.epoch: 2 }] }",
      /^run\.yml \(setting a, method erm\): unknown key train\.epoch \(did you mean train\.epochs\?\)/,
    ],
    [
      "{ methods: [erm], claim: mimm }",
      /^compare\.claim: not in this comparison: expected erm, got mimm/,
    ],
    [
      "{ methods: [erm], references: [ermm] }",
      /^compare\.references: not in this comparison: expected erm, got ermm\. Did you mean erm\?$/,
    ],
  ])("refuses %s", (block, message) => expect(failing(block)).toMatch(message));

  it("refuses a setting that the file does not have", () => {
    expect(failing("{ settings: [{ name: weak }] }", { settings: ["waek"] })).toBe(
      "--settings: not in this comparison: expected weak, got waek. Did you mean weak?",
    );
  });

  it("refuses what a run of any method or setting would stumble over", () => {
    const continuous = `${text.replace("dataset: phantom", "dataset: morpho-mnist\n  root: mnist").replace("[marker]", "[{ name: thickness, as: continuous }]")}
compare: { methods: [multitask, residualise] }`;
    expect(() => parseComparePlan(continuous, "run.yml")).toThrow(
      /^data\.attributes: residualise regresses on classes, not on numbers: got thickness, continuous/,
    );
    expect(failing("{ settings: [{ train.epochs: 9 }, { train.selection.burnIn: 6 }] }")).toBe(
      "train.selection.burnIn: leaves no epoch to select: expected below 6 (train.epochs), got 6. Add train.selection.burnIn=0, or train for more epochs.",
    );
  });

  it("takes the example", () => {
    const file = new URL("../../examples/morpho-mnist-compare.yml", import.meta.url);
    const plan = parseComparePlan(readFileSync(file, "utf8"), "example");
    const configs = configsOf(plan);
    expect(plan).toMatchObject({ seeds: [0, 1, 2, 3, 4], claim: "mimm+rebalance" });
    expect(configs["mimm"]).toMatchObject({ method: { lambda: 1, hidden: 64 } });
    expect(configs["mimm+rebalance"]).toMatchObject({
      method: { lambda: 0.1, hidden: 64 },
      sampling: "rebalance",
    });
  });
});
