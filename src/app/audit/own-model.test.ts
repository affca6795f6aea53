import { describe, expect, it } from "vitest";
import { errorOf } from "../../../fixtures/nn/evaluate.js";
import { add } from "../../graph/ops/elementwise.js";
import { input } from "../../graph/ops/source.js";
import { emitOnnx } from "../../graph/onnx/emit.js";
import { createProgram } from "../../graph/program.js";
import { preparationDifference, readOwnModel } from "./own-model.js";

const program = createProgram("model", { y: add(input("x", [1, 2]), 1) });
const modelWith = (metadata: Readonly<Record<string, string>>) =>
  emitOnnx(program, { contrib: false, initialisers: {}, freeBatch: [], metadata });
const own = (label: object, more: Readonly<Record<string, string>> = {}) =>
  readOwnModel(modelWith({ "unconfound.label": JSON.stringify(label), ...more }), "model.onnx");
const finding = { name: "finding", valueNames: ["negative", "positive"], values: [] };

describe("readOwnModel", () => {
  it("says the output of the target and its answers in order", () => {
    expect(own(finding)).toMatchObject({
      output: "logits/finding",
      names: ["negative", "positive"],
      features: "features",
    });
    const findings = { name: "findings", valueNames: [], labels: ["mass", "fluid"] };
    expect(own(findings)).toMatchObject({ output: "logits/findings", names: ["mass", "fluid"] });
    const age = { name: "age", valueNames: ["< 50", "50 +"], continuous: true };
    expect(own(age)).toMatchObject({ output: "predicted/age", names: null });
  });

  it("is null of a model of another program, and refuses what it cannot serve", () => {
    expect(readOwnModel(modelWith({ producer: "other" }), "model.onnx")).toBeNull();
    expect(errorOf(() => own({ name: 3 }))).toContain(
      "model.onnx: unconfound.label in the metadata is damaged",
    );
    const broken = modelWith({ "unconfound.label": "{" });
    expect(errorOf(() => readOwnModel(broken, "model.onnx"))).toContain(
      "metadata that are no JSON",
    );
    expect(errorOf(() => own(finding, { "unconfound.attributesRead": '["site"]' }))).toMatch(
      /ConfigError: model.onnx: a model that must be told attributes of each picture: .*Audit its run/,
    );
  });
});

describe("preparationDifference", () => {
  const preparation = { decode: {}, preprocess: { steps: [{ name: "resize", size: [16, 16] }] } };
  const told = own(finding, { "unconfound.preparation": JSON.stringify(preparation) });
  if (told === null) throw new Error("not ours");

  it("names the first difference of the steps, and none where they are the same or not known", () => {
    expect(preparationDifference(told, preparation)).toBeNull();
    const other = { ...preparation, preprocess: { steps: [{ name: "resize", size: [16, 32] }] } };
    expect(preparationDifference(told, other)).toBe("preprocess.steps.0.size.1");
    expect(preparationDifference(told, undefined)).toBe("preprocess");
    expect(preparationDifference({ ...told, preparation: undefined }, other)).toBeNull();
  });
});
