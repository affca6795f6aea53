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

  it("suggests the nearest legal name of an unknown key, at any depth", () => {
    expect(failing(["method.lamda=1"])).toBe(
      "run.yml: unknown key method.lamda; did you mean lambda?",
    );
    expect(failing(["train.epoch=1"])).toBe(
      "run.yml: unknown key train.epoch; did you mean epochs?",
    );
    expect(failing(["sampeling=rebalance"])).toBe(
      "run.yml: unknown key sampeling; did you mean sampling?",
    );
    expect(failing(["data.plan.minCel=1"])).toBe(
      "run.yml: unknown key data.plan.minCel; did you mean minCell?",
    );
  });

  it("names the value that is not legal, and what was meant", () => {
    expect(failing(["model.encoder=mimm-cn"])).toMatch(
      /^run\.yml: model\.encoder: .*got "mimm-cn"; did you mean mimm-cnn\?$/,
    );
    expect(failing(["method.lambda=-1"])).toBe(
      "run.yml: method.lambda: too small: expected number to be >=0, got -1",
    );
    expect(failing(["method={name: mim}"])).toMatch(
      /^run\.yml: method\.name: .*got "mim"; did you mean mimm\?$/,
    );
    expect(failing(["data.dataset=fantom"])).toMatch(/did you mean phantom\?$/);
  });

  it("fills in and checks the encoder's own settings", () => {
    const optionsOf = (...changes: readonly string[]) =>
      parseRunConfig(text, "run.yml", changes).model.options;
    expect(optionsOf()).toEqual({});
    expect(optionsOf("model.encoder=mlp")).toEqual({ hidden: [256, 256] });
    expect(optionsOf("model.encoder=mlp", "model.options.hidden=[8]")).toEqual({ hidden: [8] });
    expect(failing(["model.encoder=mlp", "model.options.hiden=[8]"])).toBe(
      "run.yml: unknown key model.options.hiden; did you mean hidden?",
    );
    expect(failing(["model.encoder=mlp", "model.options.hidden=[0]"])).toBe(
      "run.yml: model.options.hidden.0: too small: expected number to be >0, got 0",
    );
    expect(failing(["model.options.hidden=[8]"])).toBe(
      "run.yml: unknown key model.options.hidden (legal: none)",
    );
  });

  it("lists every fault at once", () => {
    expect(failing(["train.batch=0", "seed=x"])).toMatch(/train\.batch: .*; seed: /);
  });

  it("says line and column of text that is no YAML", () => {
    expect(failing([], "a: [1\nb: 2")).toMatch(/^run\.yml:2:1: /);
    expect(failing([], "just words")).toBe(
      "run.yml: a run file is a map of keys: got a single value",
    );
    expect(failing(["novalue"])).toBe(
      "command line: not an override: expected key.sub=value, got novalue",
    );
  });
});
