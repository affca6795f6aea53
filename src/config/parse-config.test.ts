import { describe, expect, it } from "vitest";
import { parseRunConfig } from "./parse-config.js";

const text = `
data:
  dataset: phantom
  attributes: [marker]
  plan: { train: 0.9, tests: { iid: 0.9, inverted: invert } }
model: { encoder: mimm-cnn, features: 2, head: none }
method: { name: mimm }
train: { epochs: 2, batch: 10, optimizer: { name: adam, lr: 1e-3 } }
`;
const advice =
  ". `unconfound train --help` shows an example; docs/configuration.md lists every key.";
const failing = (changes: readonly string[], source = text) => {
  try {
    parseRunConfig(source, "run.yml", changes);
  } catch (error) {
    return (error as Error).message.replace(advice, "");
  }
  return "no error";
};

describe("parseRunConfig", () => {
  it("fills in defaults, applies overrides and freezes", () => {
    const config = parseRunConfig(text, "run.yml", [
      "method.lambda=0.3",
      "seed=4",
      "sampling=rebalance",
    ]);
    expect(config.method).toMatchObject({ name: "mimm", lambda: 0.3, criticSteps: 3 });
    expect(config).toMatchObject({ seed: 4, sampling: "rebalance" });
    expect(config.train.selection).toEqual({ rule: "adjusted-accuracy", burnIn: 0, minCount: 1 });
    expect(Object.isFrozen(config.train.optimizer)).toBe(true);
  });

  it("says what it takes, and what was meant, in one sentence each", () => {
    expect(failing(["method.lamda=1"])).toBe(
      "command line: unknown key method.lamda (did you mean method.lambda?)",
    );
    expect(failing(["lambda=0.2"])).toBe(
      "command line: unknown key lambda (did you mean method.lambda?)",
    );
    expect(failing(["model.encoder=mlp", "model.hidden=[8]"])).toBe(
      "command line: unknown key model.hidden (did you mean method.hidden or model.options.hidden?)",
    );
    expect(failing(["data.plan.tests.iid=inverted"])).toBe(
      "command line: data.plan.tests.iid: expected a number 0..1, invert, balanced, rotated-k or a map of these, got inverted (did you mean invert?)",
    );
    expect(failing(["method=erm"])).toBe(
      "command line: method: expected a map of keys, got erm (did you mean {name: erm}?)",
    );
    expect(failing(["method.lambda=1", "method.name=erm"])).toBe(
      "command line: unknown key method.lambda (legal: name; give the whole block: 'method={name: erm}')",
    );
  });

  it("ends every fault so that the advice can follow", () => {
    const message = (changes: readonly string[]) => {
      try {
        parseRunConfig(text, "run.yml", changes);
      } catch (error) {
        return (error as Error).message;
      }
      return "no error";
    };
    expect(message(["sampeling=rebalance"])).toBe(
      "command line: unknown key sampeling (did you mean sampling?). `unconfound train --help` shows an example; docs/configuration.md lists every key.",
    );
  });

  it("fills in and checks the encoder's own settings", () => {
    const optionsOf = (...changes: readonly string[]) =>
      parseRunConfig(text, "run.yml", changes).model.options;
    expect(optionsOf()).toEqual({});
    expect(optionsOf("model.encoder=mlp")).toEqual({ hidden: [256, 256] });
    expect(optionsOf("model.encoder=mlp", "model.options.hidden=[8]")).toEqual({ hidden: [8] });
    expect(failing(["model.encoder=mlp", "model.options.hiden=[8]"])).toBe(
      "command line: unknown key model.options.hiden (did you mean model.options.hidden?)",
    );
    expect(failing(["model.encoder=mlp", "model.options.hidden=[0]"])).toBe(
      "command line: model.options.hidden (entry 1): expected a whole number >= 1, got 0",
    );
    expect(failing(["model.options.hidden=[8]"])).toBe(
      "command line: unknown key model.options.hidden (legal: none)",
    );
  });

  it("reads embeddings by their own key, and says what they need", () => {
    const own = text.replace(
      /data:[\s\S]*model:.*/,
      "data: { embeddings: f.npz, table: t.csv, target: sick, attributes: [site] }\nmodel: { encoder: mlp, features: 2 }",
    );
    expect(parseRunConfig(own, "run.yml").data).toEqual({
      dataset: "embeddings",
      embeddings: "f.npz",
      table: "t.csv",
      target: "sick",
      attributes: ["site"],
      split: { kind: "hash", validation: 0.15, test: 0.2 },
      plan: "native",
      splitSeed: 0,
    });
    expect(failing(["data.tabel=x"], own)).toBe(
      "command line: unknown key data.tabel (did you mean data.table?)",
    );
    expect(failing(["data.split=fold"], own)).toBe("no error");
    expect(failing(["data.split.validation=no"], own)).toMatch(/data\.split\.validation/);
    expect(failing(["data={embeddings: f.npz, attributes: [site]}"], own)).toBe(
      "command line: data.target is missing: expected a text",
    );
    expect(failing(["data={attributes: [marker], plan: native}"])).toMatch(
      /^command line: data\.dataset is missing: expected morpho-mnist, fashion-mnist, medmnist, phantom, canvas, embeddings or cohort/,
    );
  });

  it("reads a cohort by its own key", () => {
    const own = text.replace(
      /data:[^]*?(?=model:)/,
      "data: { cohort: c.yml, attributes: [site] }\n",
    );
    expect(parseRunConfig(own, "run.yml").data).toEqual({
      dataset: "cohort",
      cohort: "c.yml",
      attributes: ["site"],
      plan: "native",
      splitSeed: 0,
    });
  });

  it("lists every fault at once", () => {
    expect(failing(["train.batch=0", "seed=x"])).toBe(
      "command line: train.batch: expected a whole number >= 1, got 0; seed: expected a whole number, got x",
    );
  });

  it("tells the faults of the file from those of the command line", () => {
    const own = text.replace("batch: 10", "batch: ten");
    expect(failing(["train.epochs=abc"])).toBe(
      "command line: train.epochs: expected a whole number >= 1, got abc",
    );
    expect(failing(["epochs=3"])).toBe(
      "command line: unknown key epochs (did you mean train.epochs or compare.search.epochs?)",
    );
    expect(failing(["train.epoch=3"], own)).toBe(
      "run.yml: train.batch: expected a whole number >= 1, got ten; command line: unknown key train.epoch (did you mean train.epochs?)",
    );
    expect(failing(["seed=3"], own)).toBe(
      "run.yml: train.batch: expected a whole number >= 1, got ten",
    );
  });

  it("says line and column of text that is no YAML", () => {
    expect(failing([], "a: [1\nb: 2")).toBe(
      "run.yml:2:1: Flow sequence in block collection must be sufficiently indented and end with a ]",
    );
    expect(failing([], "a: 1\n---\nb: 2")).toBe("run.yml:2:1: a run file is one YAML document");
    expect(failing([], "seed: *x")).toBe(
      "run.yml: Unresolved alias (the anchor must be set before the alias): x",
    );
  });

  it.each(["", "# only a comment\n"])("refuses a file without keys: %j", (source) => {
    expect(failing([], source)).toBe(
      "run.yml: the file is empty. examples/ has run files to start from.",
    );
  });

  it.each([
    ["just words", "a single value"],
    ["- seed", "a list"],
  ])("refuses a file that is no map: %j", (source, got) => {
    expect(failing([], source)).toBe(
      `run.yml: a run file is a map of keys: got ${got}. examples/ has run files to start from.`,
    );
  });

  it("refuses what is no override", () => {
    expect(failing(["novalue"])).toBe(
      "command line: not an override: expected key.sub=value, got novalue",
    );
    expect(failing(["train.epochs=[1"])).toBe(
      "command line: the value is not YAML: Flow sequence must end with a ]: got train.epochs=[1. Quote the whole override for the shell, as in 'method={name: erm}'.",
    );
  });
});
