import { noMap } from "../../fixtures/methods/no-map.js";
import { describe, expect, it } from "vitest";
import { evaluateReference, referenceArray } from "../graph/reference.js";
import { mlp } from "../nn/encoders/mlp.js";
import { sgd } from "../optim/sgd.js";
import type { MethodContext } from "./method.js";
import { predictProgram, splitModel } from "./split-model.js";

const label = { name: "disease", classes: 2 };
const site = { name: "site", classes: 2 };
const context: MethodContext = {
  batch: 2,
  trainingRows: 24,
  imageShape: [4],
  label,
  attributes: [site],
  encoder: (features) => mlp.build({ shape: [4], features }, { hidden: [] }),
  map: noMap,
  features: 2,
  head: "none",
  optimizer: sgd({ momentum: 0, nesterov: false, weightDecay: 0 }),
  criticOptimizer: sgd({ momentum: 0, nesterov: false, weightDecay: 0 }),
  gradientTransform: null,
  averageDecay: null,
  evaluationBatch: 1,
  trainingGroups: [1, 1, 1, 1],
  epochGroups: [1, 1, 1, 1],
  epochLabels: [2, 2],
};

/** The encoder is the identity; head weights are 1, 2, 3, … and head biases 10, 20, …. */
function valueOf(name: string, index: number): number {
  if (name === "image") return [5, 6, 7, 8][index] ?? NaN;
  if (name.endsWith("encoder.fc1.weight")) return index % 5 === 0 ? 1 : 0;
  if (name.endsWith("encoder.fc1.bias")) return 0;
  return name.endsWith("weight") ? index + 1 : 10 * (index + 1);
}

function predict(own: MethodContext, heads: readonly (typeof label)[]) {
  const program = predictProgram(own, splitModel(own, heads), heads);
  const feeds = Object.fromEntries(
    program.inputs.map(({ name, tensor }) => [
      name,
      referenceArray(tensor.shape, (index) => valueOf(name, index)),
    ]),
  );
  const outputs = Object.entries(evaluateReference(program, feeds));
  return {
    inputs: program.inputs.map(({ name }) => name),
    values: Object.fromEntries(outputs.map(([name, { data }]) => [name, [...data]])),
  };
}

describe("splitModel", () => {
  it("cuts the features into parts in the order of the heads; with head none a part is its logits", () => {
    expect(predict(context, [label, site]).values).toEqual({
      features: [5, 6, 7, 8],
      "logits/disease": [5, 6],
      "logits/site": [7, 8],
    });
  });

  it("gives each head its own part alone: the other way round would swap the numbers", () => {
    // W = [[1, 2], [3, 4]], b = [10, 20].
    expect(predict({ ...context, head: "linear" }, [label, site]).values).toMatchObject({
      "logits/disease": [1 * 5 + 2 * 6 + 10, 3 * 5 + 4 * 6 + 20],
      "logits/site": [1 * 7 + 2 * 8 + 10, 3 * 7 + 4 * 8 + 20],
    });
  });

  it("lets a single linear head read the full width, as wide as the split models are together", () => {
    const { values } = predict({ ...context, head: "linear" }, [label]);
    expect(values["features"]).toEqual([5, 6, 7, 8]);
    expect(values["logits/disease"]).toEqual([
      1 * 5 + 2 * 6 + 3 * 7 + 4 * 8 + 10,
      5 * 5 + 6 * 6 + 7 * 7 + 8 * 8 + 20,
    ]);
    expect(splitModel(context, [label]).parameters["encoder.fc1.weight"]?.shape).toEqual([2, 4]);
  });

  it("takes parts that are no logits where a linear head follows, and refuses them where none does", () => {
    const wide = { ...context, features: 3 };
    expect(splitModel({ ...wide, head: "linear" }, [label, site]).parameters).toHaveProperty([
      "head.site.weight",
    ]);
    expect(() => splitModel(wide, [label, site])).toThrow(
      "model.features: a part is its own logits, but disease has other classes: expected 2, got 3. Set model.head to linear, or features to the number of classes.",
    );
  });
});

describe("predictProgram", () => {
  it("reads the weights, or their averages where the method keeps them", () => {
    const plain = ["encoder.fc1.bias", "encoder.fc1.weight", "image"];
    expect(predict(context, [label, site]).inputs.sort()).toEqual(plain);
    const averaged = predict({ ...context, averageDecay: 0.9 }, [label, site]);
    expect(averaged.inputs.sort()).toEqual([
      "average/encoder.fc1.bias",
      "average/encoder.fc1.weight",
      "image",
    ]);
    expect(averaged.values["logits/site"]).toEqual([7, 8]);
  });
});
