import { describe, expect, it } from "vitest";
import { parseComparePlan } from "./parse-compare.js";

const planOf = (search: string, rule = "adjusted-accuracy", methods?: readonly string[]) =>
  parseComparePlan(
    `
data: { dataset: phantom, attributes: [marker], plan: { train: 0.9, tests: { iid: 0.9 } } }
model: { encoder: mimm-cnn, features: 2, head: none }
method: { name: mimm }
train: { epochs: 6, batch: 10, optimizer: { name: adam, lr: 1e-3 }, selection: { rule: ${rule}, burnIn: 2 } }
compare: { methods: [erm, mimm, { name: mimm, label: other }], seeds: [0, 4], search: ${search} }
`,
    "run.yml",
    [],
    { methods },
  );

/** Trials by label. */
function trialsOf(search: string) {
  const plan = planOf(search);
  const [setting] = plan.settings;
  return Object.fromEntries(
    (setting?.methods ?? []).map((variant) => [
      variant.label,
      setting && plan.search?.trialsOf(setting, variant),
    ]),
  );
}

describe("planTrials", () => {
  it("gives every method the same number: its own keys, else common, else learning rates about the run's", () => {
    const lambdas = [0.5, 1, 2].map((value) => ({ "method.lambda": value }));
    const rates = [1e-3, 1 / 3e3, 3e-3].map((value) => ({
      "train.optimizer.lr": Number(value.toPrecision(6)),
    }));
    expect(
      trialsOf(
        "{ trials: 3, keys: { method.lambda: [0.5, 1, 2] }, methods: { other: { method.hidden: [8, 16, 32] } } }",
      ),
    ).toEqual({
      erm: rates,
      mimm: lambdas,
      other: [8, 16, 32].map((value) => ({ "method.hidden": value })),
      "multitask@balanced": rates,
    });
    expect(
      trialsOf(
        "{ trials: 1, keys: { method.lambda: [2] }, common: { train.optimizer.lr: [0.01] } }",
      ),
    ).toMatchObject({ erm: [{ "train.optimizer.lr": 0.01 }], mimm: [{ "method.lambda": 2 }] });
  });

  it("draws from larger grids without repetition, by the seed of the search", () => {
    const keys = "keys: { train.optimizer.lr: [1, 2, 3, 4], method.hidden: [8, 16, 32] }";
    const drawn = trialsOf(`{ trials: 4, ${keys} }`);
    expect(drawn["mimm"]).toHaveLength(4);
    expect(new Set(drawn["mimm"]?.map((trial) => JSON.stringify(trial))).size).toBe(4);
    expect(drawn).toEqual(trialsOf(`{ trials: 4, ${keys} }`));
    expect(drawn["mimm"]).not.toEqual(trialsOf(`{ trials: 4, ${keys}, seed: 77 }`)["mimm"]);
    // erm has no critic: what is left are its four learning rates.
    expect(drawn["erm"]).toEqual([1, 2, 3, 4].map((value) => ({ "train.optimizer.lr": value })));
  });

  it("trains trials with a seed of their own, and shorter where asked", () => {
    const plan = planOf("{ trials: 1, keys: { method.lambda: [2] }, epochs: 4 }");
    const [setting] = plan.settings;
    const variant = setting?.methods[1];
    if (!setting || !variant || !plan.search) throw new Error("no search");
    const config = plan.search.trialConfig(setting, variant, { "method.lambda": 2 });
    expect(config).toMatchObject({ seed: 5, method: { lambda: 2 }, train: { epochs: 4 } });
    expect(plan.runConfig(setting, variant, 0).train.epochs).toBe(6);
  });

  it("may name methods of the file that the command line leaves out", () => {
    const search = "{ trials: 1, methods: { other: { method.hidden: [8] } } }";
    const plan = planOf(search, "adjusted-accuracy", ["mimm"]);
    expect(plan.methods).toEqual(["mimm"]);
    expect(() => planOf(search.replace("other", "another"), "adjusted-accuracy", ["mimm"])).toThrow(
      "compare.search.methods: no such method in this comparison",
    );
  });

  it.each([
    [
      "{ trials: 3, keys: { method.lambda: [1, 2] } }",
      /^compare\.search: too few values for the trials of mimm: expected 3 combinations or more, got 2 of /,
    ],
    [
      "{ trials: 1, keys: { method.lamda: [1] } }",
      /^compare\.search\.keys: a key that cannot be searched: got method\.lamda\. Did you mean method\.lambda\?$/,
    ],
    [
      "{ trials: 1, keys: { data.plan.train: [0.5] } }",
      /^compare\.search\.keys: a key that cannot be searched: got data\.plan\.train/,
    ],
    [
      "{ trials: 1, methods: { mim: { method.lambda: [1] } } }",
      /^compare\.search\.methods: no such method in this comparison: .*Did you mean mimm\?$/,
    ],
    [
      "{ trials: 1, methods: { erm: { method.lambda: [1] } } }",
      /^compare\.search\.methods\.erm: a key that cannot be searched: got method\.lambda/,
    ],
    [
      "{ trials: 1, keys: { method.lambda: [-1] } }",
      /method\.lambda: expected a number >= 0, got -1/,
    ],
    [
      "{ trials: 1, epochs: 2 }",
      /^compare\.search\.epochs: train\.selection\.burnIn leaves no epoch: expected above 2, got 2$/,
    ],
  ])("refuses %s", (search, message) => expect(() => planOf(search)).toThrow(message));

  it("refuses a selection rule that cannot rank trials", () => {
    expect(() => planOf("{ trials: 1 }", "last")).toThrow(
      "compare.search: the rule last does not say which trial is better",
    );
  });
});
