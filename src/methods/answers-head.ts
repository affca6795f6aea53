import { input } from "../graph/ops/source.js";
import type { Tensor } from "../graph/tensor.js";
import type { ApplyContext, Layer } from "../nn/layer.js";
import type { AnswerPairs } from "./answer-pairs.js";
import { binaryCrossEntropyWithLogits } from "../nn/losses/binary-cross-entropy.js";
import type { AnswersGivenOthers } from "../nn/losses/independent-answers.js";

/** Input that carries the answers of a label of several, 1 yes, 0 no, -1 missing: int32 [B, labels]. */
export function answersInput(name: string): string {
  return `answers/${name}`;
}

/** Loss of a head of several labels. One that learns arrays of its own has them once for each head that it is the loss of. */
export interface AnswersLoss extends Pick<Layer, "parameters" | "buffers"> {
  /** logits float32 [B, labels], answers int32 [B, labels], -1 missing -> []. */
  apply(context: ApplyContext, logits: Tensor, answers: Tensor): Tensor;
  /** What stands for it where an intervention has changed answers, so that they are not of the training rows' law; absent: itself. */
  readonly ofChanged?: AnswersLoss;
}

/** A loss without arrays of its own. */
export function plainAnswersLoss(of: (logits: Tensor, answers: Tensor) => Tensor): AnswersLoss {
  return {
    ...{ parameters: {}, buffers: {} },
    apply: (_, logits, answers) => of(logits, answers),
  };
}

/**
 * Binary cross-entropy of each label, mean over the answers that are known: ln 2 for a head that says 0 throughout. A
 * missing answer (-1) has exactly no gradient; 0 where all are missing.
 */
export const crossEntropyOfAnswers = plainAnswersLoss((logits, answers) =>
  binaryCrossEntropyWithLogits(logits, answers),
);

/** A label of several answers: its head has one output for each. */
export interface SeveralAnswers {
  readonly labels: readonly string[];
  /** What the head minimises; {@link crossEntropyOfAnswers} where the run names none. */
  readonly loss: AnswersLoss;
  /** Of the training rows. */
  readonly pairs: AnswerPairs;
  /** What training rows' answers tell of each other; null where the run does not ask. */
  readonly givenOthers: AnswersGivenOthers | null;
}

/** The answers of a batch as a program input; made once, as a program has each input once. */
export function batchAnswers(name: string, batch: number, { labels }: SeveralAnswers): Tensor {
  return input(answersInput(name), [batch, labels.length], "int32");
}
