import { ConfigError } from "../base/errors.js";
import { at } from "../base/ndarray.js";
import { slice } from "../graph/ops/movement.js";
import { input } from "../graph/ops/source.js";
import { createProgram, type Program } from "../graph/program.js";
import type { Tensor, TensorTree } from "../graph/tensor.js";
import {
  applyPart,
  createContext,
  specsOfParts,
  type ApplyContext,
  type Layer,
  type RandomSource,
  type SpecTree,
} from "../nn/layer.js";
import { linear } from "../nn/layers/linear.js";
import {
  batchInputs,
  headWidth,
  logitsOutput,
  type MethodContext,
  type Progress,
  type Target,
} from "./method.js";
import type { Look } from "./gradient-scaling.js";
import { inUnit, numberOutput } from "./number-head.js";
import { averageName } from "./phase.js";

/** Features, parts and logits of one forward pass. */
export interface SplitPass {
  /** [B, (number of parts) · features] */
  readonly features: Tensor;
  /** Through which every loss reaches the encoder; absent: the features. */
  readonly shared?: Tensor;
  /** Further looks in training, through which losses reach the encoder too; absent: none. */
  readonly looks?: readonly Look[];
  /** F_0 for the label, F_j for the j-th attribute: [B, features] each. */
  readonly parts: readonly Tensor[];
  /** One for each head: [B, classes], [B, labels]; of a number [B, 1], standardised. */
  readonly outputs: readonly Tensor[];
  /** Batch statistics that this pass would write back. */
  readonly nextBuffers: TensorTree;
  /** In training, what the model adds to the label's loss, and the terms that it is made of. */
  readonly added?: { readonly loss: Tensor; readonly terms: TensorTree };
  /** More that can be said of an image, by output name: [B, n] each. */
  readonly shown?: TensorTree;
}

/** What a model may know of a training batch beside its images. */
export interface TrainingInputs {
  /** Of a label of several answers, int32 [B, labels], -1 missing. */
  readonly answers: Tensor | null;
  /** Scalars of {@link SplitModel.scalars} at this step. */
  readonly scalars: TensorTree;
}

/** Encoder and heads over split features. */
export interface SplitModel {
  readonly parameters: SpecTree;
  readonly buffers: SpecTree;
  /** All features: (number of parts) · features. */
  readonly width: number;
  /** Name of the last weight that every part depends on: the encoder's last matrix. */
  readonly lastShared: string;
  /** [B, width] cut into its parts. */
  split(features: Tensor): readonly Tensor[];
  /** Scalars that its own losses read, as laws of progress; names are the model's. */
  readonly scalars?: Readonly<Record<string, (progress: Progress) => number>>;
  /** @param training absent: nothing is added to the loss. */
  forward(
    mode: ApplyContext["mode"],
    image: Tensor,
    parameters: TensorTree,
    buffers: TensorTree,
    random: RandomSource | null,
    training?: TrainingInputs,
  ): SplitPass;
}

/**
 * Encoder whose output is cut into equal parts, one for each of `heads` in order.
 *
 * With head `none` a part is its own logits, as published for MIMM. With `linear` each part has one linear
 * layer: to the classes or labels, or to one number. A single head reads the full feature width (one part for the label and each attribute), so that a
 * baseline has no narrower features than the methods that it is compared with; with head `none` the width
 * is the number of classes.
 *
 * @throws ConfigError where head `none` meets features ≠ classes, or a number.
 */
export function splitModel(context: MethodContext, heads: readonly Target[]): SplitModel {
  const alone = heads.length === 1 && context.head === "linear";
  const width = alone ? context.features * (1 + context.attributes.length) : context.features;
  if (context.head === "none") {
    for (const head of heads) {
      const { name, scale } = head;
      if (scale !== undefined) {
        throw new ConfigError("model.head", `a part is its own logits, but ${name} is a number`, {
          expected: "linear",
          got: "none",
        });
      }
      if (headWidth(head) === width) continue;
      throw new ConfigError(
        "model.features",
        `a part is its own logits, but ${name} has other classes`,
        {
          expected: headWidth(head),
          got: width,
          advice: "Set model.head to linear, or features to the number of classes.",
        },
      );
    }
  }
  const encoder = context.encoder(width * heads.length);
  const headLayers = Object.fromEntries(
    context.head === "none"
      ? []
      : heads.map((head) => [
          `head.${head.name}`,
          linear({ inFeatures: width, outFeatures: headWidth(head) }),
        ]),
  ) as Readonly<Record<string, Layer>>;
  const split = (features: Tensor) =>
    heads.map((_, index) =>
      slice(features, [{ axis: 1, start: index * width, end: (index + 1) * width }]),
    );
  const lastShared = Object.entries(encoder.parameters).filter(([, { shape }]) => shape.length > 1);
  return {
    ...specsOfParts({ encoder, ...headLayers }),
    width: width * heads.length,
    lastShared: `encoder.${lastShared.at(-1)?.[0] ?? ""}`,
    split,
    forward(mode, image, parameters, buffers, random) {
      const root = createContext(mode, parameters, buffers, random);
      const features = applyPart(root, "encoder", encoder, image);
      const parts = split(features);
      const outputs = heads.map(({ name }, index) => {
        const layer = headLayers[`head.${name}`];
        return layer === undefined
          ? at(parts, index)
          : applyPart(root, `head.${name}`, layer, at(parts, index));
      });
      return { features, parts, outputs, nextBuffers: root.nextBuffers };
    },
  };
}

/** Input of a batch of images. */
export function imageInput(batch: number, imageShape: readonly number[]): Tensor {
  return input(batchInputs.image, [batch, ...imageShape]);
}

/** The arrays that predict, as inputs: moving averages where the method keeps them. */
export function predictingState(
  { averageDecay }: Pick<MethodContext, "averageDecay">,
  model: Pick<SplitModel, "parameters" | "buffers">,
): { readonly parameters: TensorTree; readonly buffers: TensorTree } {
  const read = (name: string) => (averageDecay === null ? name : averageName(name));
  const inputsOf = (specs: SpecTree) =>
    Object.fromEntries(
      Object.entries(specs).map(([name, { shape }]) => [name, input(read(name), shape)]),
    );
  return { parameters: inputsOf(model.parameters), buffers: inputsOf(model.buffers) };
}

/** Evaluation: image and state -> features, logits and numbers; reads weight averages where the method keeps them. */
export function predictProgram(
  context: MethodContext,
  model: SplitModel,
  heads: readonly Target[],
): Program {
  const { parameters, buffers } = predictingState(context, model);
  const image = imageInput(context.evaluationBatch, context.imageShape);
  const pass = model.forward("evaluate", image, parameters, buffers, null);
  const answers = heads.map(({ name, scale }, index) => {
    const output = at(pass.outputs, index);
    return scale === undefined
      ? ([logitsOutput(name), output] as const)
      : ([numberOutput(name), inUnit(output, scale)] as const);
  });
  return createProgram("predict", {
    features: pass.features,
    ...Object.fromEntries(answers),
    ...pass.shown,
  });
}
