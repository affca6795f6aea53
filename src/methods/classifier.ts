import { input } from "../graph/ops/source.js";
import type { Tensor, TensorTree } from "../graph/tensor.js";
import type { RandomSource, SpecTree } from "../nn/layer.js";
import { crossEntropy } from "../nn/losses/cross-entropy.js";
import { combinationIndex } from "./groups.js";
import {
  attributeInput,
  batchInputs,
  type BuiltMethod,
  type MethodContext,
  type Progress,
} from "./method.js";
import { buildPhase, freshState, stateInputs } from "./phase.js";
import { imageInput, predictProgram, splitModel } from "./split-model.js";

/** What is known of the rows of a training batch. */
export interface Rows {
  /** int32 [B], -1 missing. */
  readonly label: Tensor;
  /** int32 [B] each, in the run's order, -1 missing. */
  readonly attributes: readonly Tensor[];
  /** label × attributes, int64 [B], numbered as `trainingGroups`; -1 where a value is missing. */
  readonly group: Tensor;
  /** Combination of the attributes alone, int64 [B]; -1 where one is missing. */
  readonly environment: Tensor;
}

/** What an objective is computed from. */
export interface Pass extends Rows {
  /** [B, F] */
  readonly features: Tensor;
  /** [B, K] */
  readonly logits: Tensor;
  /** What the logits should say: the label, or class probabilities [B, K] where rows are mixed. */
  readonly target: Tensor;
  /** The method's own state. */
  readonly state: TensorTree;
  /** The method's own scalars at this step. */
  readonly scalars: TensorTree;
}

/** What a method minimises. */
export interface Objective {
  readonly loss: Tensor;
  /** Parts of the loss, shown beside the plain cross-entropy. */
  readonly terms?: TensorTree;
  /** Next values of the method's state. */
  readonly nextState?: TensorTree;
}

/** A batch whose rows are combined before the encoder sees them. */
export interface MixedBatch {
  /** [B, C, ...space] */
  readonly image: Tensor;
  /** Class probabilities, float32 [B, K]; -1 in the rows whose label is missing. */
  readonly target: Tensor;
}

/** How a single-head method differs from plain training. */
export interface ClassifierOptions {
  /** Default: plain cross-entropy. */
  readonly objective?: (pass: Pass) => Objective;
  /** The method's own state: how it starts. Names are the method's. */
  readonly state?: SpecTree;
  /** The method's own scalars as laws of progress. */
  readonly scalars?: Readonly<Record<string, (progress: Progress) => number>>;
  readonly mix?: (image: Tensor, rows: Rows, random: RandomSource) => MixedBatch;
  /** Made by {@link batchRows} where the encoder reads them as well: a program has each input once. */
  readonly rows?: Rows;
}

/**
 * The skeleton of the single-head methods: encoder → features of the full width → one linear head for the
 * label (head `none`: the features are the logits), one update a batch. Without options it trains as `erm`
 * does, byte for byte: all that differs is what the options say.
 *
 * Rows whose label is missing (-1) have exactly no gradient through the cross-entropies; what an objective
 * does with rows whose attributes are missing is its own rule.
 */
export function classifier(context: MethodContext, options: ClassifierOptions = {}): BuiltMethod {
  const { label } = context;
  const heads = [label];
  const model = splitModel(context, heads);
  const own = options.state ?? {};
  const parameters = stateInputs(model.parameters);
  const buffers = stateInputs(model.buffers);
  const state = stateInputs(own);
  const objective = options.objective ?? plainCrossEntropy;
  const { phase, slots } = buildPhase(
    {
      name: "encoder",
      updated: model.parameters,
      optimizer: context.optimizer,
      gradientTransform: context.gradientTransform,
      averageDecay: context.averageDecay,
      averagedBuffers: model.buffers,
      countsAsEncoderStep: true,
      loss: options.scalars ?? {},
      forward: (random, scalars) => {
        const rows = options.rows ?? batchRows(context);
        const plain = imageInput(context.batch, context.imageShape);
        const mixed = options.mix?.(plain, rows, random);
        const image = mixed?.image ?? plain;
        const target = mixed?.target ?? rows.label;
        const pass = model.forward("train", image, parameters, buffers, random);
        const [logits] = pass.outputs as [Tensor];
        const { features } = pass;
        const result = objective({ ...rows, features, logits, target, state, scalars });
        return {
          loss: result.loss,
          terms: { [label.name]: crossEntropy(logits, target), ...result.terms },
          nextBuffers: { ...pass.nextBuffers, ...result.nextState },
        };
      },
    },
    parameters,
  );
  const specs = { ...model.parameters, ...model.buffers, ...own, ...slots };
  return {
    phases: [phase],
    cycle: [[0]],
    initialState: (rng) => freshState(specs, rng),
    predict: predictProgram(context, model, heads),
    heads,
  };
}

/** L = mean over rows of cross-entropy. */
export function plainCrossEntropy({ logits, target }: Pick<Pass, "logits" | "target">): Objective {
  return { loss: crossEntropy(logits, target) };
}

/** The rows' values as program inputs. */
export function batchRows(context: MethodContext): Rows {
  const label = input(batchInputs.label, [context.batch], "int32");
  const attributes = context.attributes.map(({ name }) =>
    input(attributeInput(name), [context.batch], "int32"),
  );
  const sizes = context.attributes.map(({ classes }) => classes);
  return {
    label,
    attributes,
    group: combinationIndex([label, ...attributes], [context.label.classes, ...sizes]),
    environment: combinationIndex(
      attributes.length === 0 ? [label] : attributes,
      attributes.length === 0 ? [context.label.classes] : sizes,
    ),
  };
}
