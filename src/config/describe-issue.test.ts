import { describe, expect, it } from "vitest";
import type { z } from "zod";
import { describeIssue } from "./describe-issue.js";
import { runConfig } from "./run-config.js";
import { pathsOf, type Schema } from "./schema-walk.js";
import { methodNames } from "../methods/registry.js";

const anyMethod = `${methodNames.slice(0, -1).join(", ")} or ${methodNames.at(-1) ?? ""}`;

const legal = {
  data: {
    dataset: "phantom",
    attributes: ["marker"],
    plan: { train: 0.9, tests: { iid: 0.9 } },
  },
  model: { encoder: "mimm-cnn", features: 2, head: "none" },
  method: { name: "mimm" },
  train: { epochs: 2, batch: 10, optimizer: { name: "adam", lr: 1e-3 } },
};

/** The faults of the legal run with the given blocks instead of its own. */
function faultsOf(changes: Readonly<Record<string, unknown>>, schema: z.ZodType = runConfig) {
  const value = { ...legal, ...changes };
  const { error } = schema.safeParse(value);
  const parsed = { schema: schema as Schema, value, prefix: [], paths: pathsOf(schema, value) };
  return (error?.issues ?? []).flatMap((issue) => describeIssue(issue, parsed));
}
const planWith = (plan: unknown) => ({ data: { ...legal.data, plan } });
const dataWith = (changes: object) => ({ data: { ...legal.data, ...changes } });
const trainWith = (changes: object) => ({ train: { ...legal.train, ...changes } });

describe("describeIssue", () => {
  it("is silent on a legal run", () => {
    expect(faultsOf({})).toEqual([]);
  });

  it.each([
    [
      "a name",
      { model: { ...legal.model, encoder: "mimm-cn" } },
      "model.encoder: expected mimm-cnn, fashion-cnn, resnet-18, resnet-34, resnet-50, densenet-121, vit-tiny, resnet-18-3d, sfcn or mlp, got mimm-cn (did you mean mimm-cnn?)",
    ],
    [
      "the name of a variant",
      { method: { name: "mim" } },
      `method.name: expected ${anyMethod}, got mim (did you mean mimm?)`,
    ],
    [
      "a name that is near to none",
      { method: { name: "transformer" } },
      `method.name: expected ${anyMethod}, got transformer`,
    ],
    [
      "a variant that is not named",
      { method: {} },
      `method.name is missing: expected ${anyMethod}`,
    ],
    [
      "a name where a block is due",
      trainWith({ optimizer: "adm" }),
      "train.optimizer: expected a map of keys, got adm (did you mean {name: adam}?)",
    ],
    ["a block that is another value", { train: null }, "train: expected a map of keys, got null"],
    ["a block that is missing", { data: undefined }, "data is missing: expected a map of keys"],
    [
      "a broken number",
      trainWith({ epochs: 1.5 }),
      "train.epochs: expected a whole number >= 1, got 1.5",
    ],
    ["text", trainWith({ epochs: "2" }), 'train.epochs: expected a whole number >= 1, got "2"'],
    [
      "a number out of range",
      dataWith({ difficulty: 2 }),
      "data.difficulty: expected a number 0..1, got 2",
    ],
    ["no number", { seed: NaN }, "seed: expected a whole number, got .nan"],
    ["a huge number", { seed: 1e300 }, "seed: expected a whole number below 2^53, got 1e+300"],
    [
      "null, if it is one of two",
      trainWith({ averageDecay: 1 }),
      "train.averageDecay: expected a number > 0 and < 1 or null, got 1",
    ],
    [
      "an entry of a list",
      dataWith({ attributes: ["marker", "textur"] }),
      "data.attributes (entry 2): expected marker, border, intensity, texture, bias-field or rotation, got textur (did you mean texture?)",
    ],
    [
      "a key of an entry of a list",
      dataWith({ factors: [{ name: "marker", ease: 0 }] }),
      "data.factors (entry 1).ease: expected a number > 0 and <= 1, got 0",
    ],
    [
      "one name where a list is due",
      dataWith({ attributes: "marker" }),
      "data.attributes: expected a list of 1 or more marker | border | intensity | texture | bias-field | rotation, got marker (did you mean [marker]?)",
    ],
    [
      "an empty list",
      dataWith({ attributes: [] }),
      "data.attributes: expected a list of 1 or more marker | border | intensity | texture | bias-field | rotation, got []",
    ],
    [
      "a condition between keys",
      trainWith({ optimizer: { name: "sgd", lr: 1, nesterov: true } }),
      "train.optimizer.nesterov: nesterov needs a momentum above 0",
    ],
  ])("says of %s what is expected and what came", (_, changes, fault) => {
    expect(faultsOf(changes)).toEqual([fault]);
  });

  it.each([
    [
      "the member itself",
      "nativ",
      "data.plan: expected native or a map of keys, got nativ (did you mean native?)",
    ],
    [
      "a value of a map",
      { train: 0.9, tests: { iid: "rotate-1" } },
      "data.plan.tests.iid: expected a number 0..1, invert, balanced, rotated-k or a map of these, got rotate-1 (did you mean rotated-k?)",
    ],
    [
      "a value of a map in a map",
      { train: 0.9, tests: { iid: { marker: "balance" } } },
      "data.plan.tests.iid.marker: expected a number 0..1, invert, balanced or rotated-k, got balance (did you mean balanced?)",
    ],
    [
      "a number out of range",
      { train: 0.9, tests: { iid: 2 } },
      "data.plan.tests.iid: expected a number 0..1, invert, balanced, rotated-k or a map of these, got 2",
    ],
    [
      "a key that is missing",
      { train: 0.9 },
      "data.plan.tests is missing: expected a map of number 0..1 | invert | balanced | rotated-k or map of these",
    ],
    [
      "a value next to an unknown key",
      { train: 0.9, tests: {}, sizes: { iid: "min" }, sise: 1 },
      "data.plan.sizes.iid: expected max or a whole number >= 1, got min (did you mean max?)",
      "unknown key data.plan.sise (did you mean data.plan.sizes?)",
    ],
  ])("goes into the member of a union that was meant: %s", (_, plan, ...faults) => {
    expect(faultsOf(planWith(plan))).toEqual(faults);
  });

  it.each([
    ["a near key", trainWith({ epoch: 3 }), "unknown key train.epoch (did you mean train.epochs?)"],
    ["the same key elsewhere", { lr: 0.1 }, "unknown key lr (did you mean train.optimizer.lr?)"],
    [
      "both",
      planWith({ train: 0.9, tests: {}, size: 3 }),
      "unknown key data.plan.size (did you mean data.plan.sizes or data.size?)",
    ],
    [
      "all legal ones",
      { method: { name: "erm", colour: 1 } },
      "unknown key method.colour (legal: name)",
    ],
    [
      "of an entry of a list",
      dataWith({ factors: [{ name: "marker", eas: 1 }] }),
      "unknown key data.factors (entry 1).eas (did you mean data.factors (entry 1).ease?)",
    ],
  ])("names for an unknown key %s", (_, changes, fault) => {
    expect(faultsOf(changes)).toEqual([fault]);
  });

  it("gives the block to write where a name was changed and the keys of the old one stayed", () => {
    expect(faultsOf({ method: { name: "erm", lambda: 1, hidden: 8 } })).toEqual([
      "unknown keys method.lambda, method.hidden (legal: name; give the whole block: 'method={name: erm}')",
    ]);
    const optimizer = { name: "sgd", lr: 0.1, beta1: 0.9, momentun: 0.9 };
    expect(faultsOf(trainWith({ optimizer }))).toEqual([
      "unknown key train.optimizer.beta1 (legal: name, lr, momentum, nesterov, weightDecay; give the whole block: 'train.optimizer={name: sgd, lr: 0.1}')",
      "unknown key train.optimizer.momentun (did you mean train.optimizer.momentum?)",
    ]);
  });
});
