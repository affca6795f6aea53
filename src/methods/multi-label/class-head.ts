import type { PlaceCentres } from "../../base/place-centres.js";
import type { Tensor, TensorTree } from "../../graph/tensor.js";
import type { ApplyContext, Layer } from "../../nn/layer.js";
import type { AnswersGivenOthers } from "../../nn/losses/independent-answers.js";
import type { AnswerPairs } from "../answer-pairs.js";
import type { AnswersLoss } from "../answers-head.js";
import type { Progress } from "../method.js";
import type { TrainingInputs } from "../split-model.js";

/** What a class head sees of images, and what it says of K labels. */
export interface ClassPass {
  /** What the scores are made of, the label's part of the features: [B, width]. */
  readonly features: Tensor;
  /** Logits, [B, K]. */
  readonly scores: Tensor;
  /** What a penalty keeps apart from the attributes: [B, {@link ClassHead.partWidth}]; absent: the features. */
  readonly part?: Tensor;
  /**
   * Where it looked, [B, K, N]: of attention a distribution over the N places for each label, of heads without what each
   * place adds to the logit.
   */
  readonly attention: Tensor;
  /** Further maps of evaluation, by name, laid out alike, each place 0..1; absent: none. */
  readonly maps?: Readonly<Record<string, Tensor>>;
  /** In training: losses of its own, and the terms that they are made of. */
  readonly added?: { readonly loss: Tensor; readonly terms: TensorTree };
}

/** What a class head may know of a training batch. */
export interface ClassTraining extends TrainingInputs {
  /** What the encoder was shown, [B, C, ...pixels]. */
  readonly images: Tensor;
  /** The encoder once more, on other images: [R, C, ...pixels] -> [R, N, C]. It learns by them; its statistics are not kept. */
  readonly lookAt: (images: Tensor) => Tensor;
}

/** From the places of a feature map to K labels. A value as a layer is; holds no arrays. */
export interface ClassHead extends Pick<Layer, "parameters" | "buffers"> {
  /** Features that the scores are made of; K · D where each label has D of its own. */
  readonly width: number;
  /** Width of {@link ClassPass.part}; absent: `width`. */
  readonly partWidth?: number;
  /** Scalars that its own losses read, as laws of progress. */
  readonly scalars?: Readonly<Record<string, (progress: Progress) => number>>;
  /**
   * @param tokens the places of the map, [B, N, C].
   * @param training absent: no losses of its own.
   */
  read(context: ApplyContext, tokens: Tensor, training?: ClassTraining): ClassPass;
}

/** What a class head is built for. */
export interface ClassHeadPlace {
  /** K. */
  readonly labels: number;
  /** C, channels of the map. */
  readonly channels: number;
  /** Extents of the map; N is their product. */
  readonly places: readonly number[];
  /** Where they look; null: they split the picture evenly. */
  readonly centres: PlaceCentres | null;
  /** Extents of the picture. */
  readonly pixels: readonly number[];
  /** The run's loss of answers. */
  readonly loss: AnswersLoss;
  /** How often training rows answer two labels yes. */
  readonly pairs: AnswerPairs;
  /** What their answers tell of each other; null where the run does not ask. */
  readonly givenOthers: AnswersGivenOthers | null;
}
