import { z } from "zod";
import { augmentConfig } from "../data/augment/augment-config.js";
import { samplingNames } from "../data/sampling/epoch-law.js";
import { selectionRules, type SelectionRuleName } from "../evaluation/selection.js";
import { answersLossConfig } from "../methods/answers-loss.js";
import { methodConfig } from "../methods/registry.js";
import { encoderNames } from "../nn/encoders/encoder.js";
import { channelRules } from "../nn/weights/take-weights.js";
import { clipConfig } from "../optim/clip.js";
import { optimizerConfig, scheduleConfig } from "../optim/registry.js";
import { deviceNames } from "../runtime/backend.js";
import { compareConfig } from "./compare-config.js";
import { dataConfig } from "./data-config.js";

const ruleNames = Object.keys(selectionRules) as [SelectionRuleName, ...SelectionRuleName[]];

const modelConfig = z.strictObject({
  encoder: z.enum(encoderNames).describe("network from image to features"),
  weights: z
    .string()
    .optional()
    .describe(
      "file of weights (.safetensors) that the encoder starts from, all but its last layer, relative to this file; docs/weights.md. absent: from scratch",
    ),
  weightsChannels: z
    .enum(channelRules)
    .optional()
    .describe(
      "where the first kernels of `weights` are of other channels than the images; strict (default): an error; sum: summed, so that a grey image counts as one whose channels are all the same",
    ),
  features: z.int().positive().describe("dimensions of each part of the features"),
  head: z
    .enum(["none", "linear"])
    .default("linear")
    .describe(
      "none: a part is its own logits (features = classes); linear: one linear layer a part",
    ),
  options: z
    .record(z.string(), z.unknown())
    .default({})
    .describe(
      "settings of the encoder itself: `hidden` of mlp, e.g. `{hidden: [64, 32]}`; `dropout` of fashion-cnn; `channels` and `dropout` of sfcn; `patch` of vit-tiny; `stages` of the residual networks, `shortcut` of resnet-18-3d; the others have none",
    ),
});

const selectionConfig = z.strictObject({
  rule: z
    .enum(ruleNames)
    .default("adjusted-accuracy")
    .describe(
      "which epoch is kept; only validation is looked at. Where the target is a number, adjusted-accuracy is adjusted-mae; of several labels mean-average-precision",
    ),
  burnIn: z.int().nonnegative().default(0).describe("epochs at the start that are never kept"),
  minCount: z
    .int()
    .positive()
    .default(1)
    .describe("validation groups with fewer rows do not enter the rule"),
});

const trainConfig = z.strictObject({
  epochs: z.int().positive().describe("passes over the training set, critic batches included"),
  batch: z.int().positive().describe("rows of a batch"),
  optimizer: optimizerConfig.describe("update rule and its settings"),
  schedule: scheduleConfig
    .default({ name: "constant", warmup: 0 })
    .describe("learning rate over the run"),
  augment: augmentConfig
    .prefault({})
    .describe("random changes of training images, the same for every method"),
  answersLoss: answersLossConfig
    .default({ name: "cross-entropy" })
    .describe(
      "loss of a target of several labels, the same for every method; others do not read it",
    ),
  clip: clipConfig.nullable().default(null).describe("gradient clipping of the encoder, or null"),
  averageDecay: z
    .number()
    .gt(0)
    .lt(1)
    .nullable()
    .default(null)
    .describe(
      "decay of a moving average of the weights and of the running statistics of batch norm, which are then evaluated; or null",
    ),
  selection: selectionConfig.prefault({}).describe("which epoch is kept"),
  checkpointEvery: z.int().positive().default(1).describe("epochs between checkpoints"),
  tensorboard: z
    .boolean()
    .default(false)
    .describe("write the epochs' numbers as a TensorBoard event file too; changes no result"),
});

const evaluationConfig = z.strictObject({
  probes: z
    .boolean()
    .default(true)
    .describe("look into the features after training: what each part lets read, and fresh critics"),
});

const runtimeConfig = z.strictObject({
  device: z.enum(deviceNames).default("auto").describe("where the steps run"),
  threads: z
    .int()
    .positive()
    .nullable()
    .default(null)
    .describe("threads of a step; null: all cores. Results do not depend on it"),
  backend: z
    .enum(["native", "wasm"])
    .nullable()
    .default(null)
    .describe("ONNX Runtime build; null: native where it is installed, else wasm"),
});

/** One training run: a run file without its `compare` block. */
export const runConfig = z.strictObject({
  data: dataConfig.describe("data set, factors and plan"),
  model: modelConfig.describe("network"),
  method: methodConfig.describe("how shortcuts are kept out"),
  sampling: z
    .enum(samplingNames)
    .default("natural")
    .describe(
      "rebalance: all groups (label x attributes) equally often; undersample: every group cut to the size of the smallest, drawn anew in each epoch; both go with any method",
    ),
  train: trainConfig.describe("optimisation"),
  evaluation: evaluationConfig.prefault({}).describe("what is looked at after training"),
  runtime: runtimeConfig.prefault({}).describe("how it is computed; does not change results"),
  seed: z.int().default(0).describe("initialisation, order, dropout and sampling"),
});
export type RunConfig = z.infer<typeof runConfig>;

/** A run file. `compare` is for the command of that name; a single run neither uses nor stores it. */
export const runFile = runConfig.extend({
  compare: compareConfig.optional().describe("what `unconfound compare` runs; docs/compare.md"),
});
