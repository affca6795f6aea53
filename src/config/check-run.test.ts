import { expect, it } from "vitest";
import { checkRun } from "./check-run.js";
import { parseRunConfig } from "./parse-config.js";

const text = `
data: { dataset: morpho-mnist, root: mnist, attributes: [{ name: thickness, as: continuous }], plan: native }
model: { encoder: mimm-cnn, features: 2 }
method: { name: multitask }
train: { epochs: 2, batch: 10, optimizer: { name: adam, lr: 1e-3 } }
`;
const checking = (...overrides: string[]) => checkRun(parseRunConfig(text, "run.yml", overrides));

it("lets a run pass that fits together, whatever its data", () => {
  expect(() => checking()).not.toThrow();
  expect(() => checking("train.selection.burnIn=1", "method={name: dcor}")).not.toThrow();
});

it.each([
  [
    "train.selection.burnIn=2",
    /^train\.selection\.burnIn: leaves no epoch to select: expected below 2/,
  ],
  [
    "model.weightsChannels=sum",
    /^model\.weightsChannels: there are no weights to adapt\. Name a file/,
  ],
  ["method={name: combat}", /^data\.attributes: combat regresses on classes, not on numbers/],
])("refuses %s", (override, message) => {
  expect(() => checking(override)).toThrow(message);
});

it("refuses embeddings with an encoder of images", () => {
  const embeddings =
    "data={dataset: embeddings, embeddings: f.npz, table: t.csv, target: ill, id: id, attributes: [site]}";
  expect(() => checking(embeddings)).toThrow(
    /^model\.encoder: embeddings are rows of numbers, not images: expected mlp, got mimm-cnn/,
  );
  expect(() => checking(embeddings, "model.encoder=mlp")).not.toThrow();
});

it("refuses a penalty of labels against attributes where there are none", () => {
  const canvas = "data={dataset: canvas, attributes: [], plan: native}";
  expect(() => checking(canvas, "method={name: ibca, penalty: {measure: {name: hsic}}}")).toThrow(
    /^data\.attributes: ibca with a penalty needs at least one attribute: got none\. Name one, or leave out method\.penalty\.$/,
  );
  expect(() => checking(canvas, "method={name: ibca}")).not.toThrow();
});

it("refuses weight decay of what AUC-margin learns", () => {
  const loss = "train.answersLoss={name: auc-margin}";
  expect(() => checking(loss, "train.optimizer={name: adamw, lr: 1e-3}")).toThrow(
    /^train\.optimizer\.weightDecay: would draw what auc-margin learns to 0: expected 0, got 0\.01/,
  );
  expect(() => checking(loss)).not.toThrow();
});
