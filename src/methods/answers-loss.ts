import { z } from "zod";
import { DataError, InternalError } from "../base/errors.js";
import { asymmetric } from "../nn/losses/asymmetric.js";
import { aucMargin } from "../nn/losses/auc-margin.js";
import { binaryFocal } from "../nn/losses/binary-focal.js";
import { classBalanced } from "../nn/losses/class-balanced.js";
import {
  independentAnswers,
  type AnswersGivenOthers,
  type IndependentAnswersOptions,
} from "../nn/losses/independent-answers.js";
import type { AnswerCount } from "./answer-counts.js";
import { crossEntropyOfAnswers, plainAnswersLoss, type AnswersLoss } from "./answers-head.js";

const exponent = z.union([z.literal(0), z.number().min(1)]);

/** `train.answersLoss` of a run file: what the head of several labels minimises, the same for every method. */
export const answersLossConfig = z.discriminatedUnion("name", [
  z.strictObject({
    name: z.literal("cross-entropy").describe("binary cross-entropy of each label"),
  }),
  z.strictObject({
    name: z.literal("asymmetric").describe("Ridnik 2021: easy answers of no count less"),
    gammaPositive: exponent.default(1).describe("exponent of answers yes: 0, or at least 1"),
    gammaNegative: exponent.default(4).describe("exponent of answers no: 0, or at least 1"),
    clip: z.number().min(0).lt(1).default(0.05).describe("probability below which no is enough"),
  }),
  z.strictObject({
    name: z.literal("focal").describe("Lin 2017: easy answers count less"),
    gamma: exponent.default(2).describe("exponent: 0, or at least 1"),
    alpha: z
      .number()
      .min(0)
      .max(1)
      .nullable()
      .default(0.25)
      .describe("weight of answers yes, 1 - alpha of no; null: 1 for both"),
  }),
  z.strictObject({
    name: z.literal("class-balanced").describe("Cui, Y. 2019: by the effective number of answers"),
    beta: z.number().min(0).lt(1).default(0.999).describe("0: all alike; near 1: by the counts"),
    gamma: exponent.default(0).describe("exponent of the focal loss that is weighed"),
  }),
  z.strictObject({
    name: z
      .literal("auc-margin")
      .describe("Yuan 2021: mean probabilities of yes lead those of no by a margin (AUROC)"),
    margin: z.number().gt(0).max(1).default(1).describe("of mean probabilities, 0..1"),
  }),
  z.strictObject({
    name: z
      .literal("independent")
      .describe("cross-entropy as if no label told of another (ours, by stabilised weights)"),
    power: z
      .number()
      .min(0)
      .max(1)
      .default(1)
      .describe("0: cross-entropy; 1: what often comes together tells nothing of each other"),
    largest: z.number().min(1).default(20).describe("largest weight of an answer"),
  }),
]);
export type AnswersLossConfig = z.infer<typeof answersLossConfig>;

/** What a loss of answers may know of the training rows. */
export interface AnswerFacts {
  /** One a label. */
  readonly counts: readonly AnswerCount[];
  /** For `independent`; others do without. */
  readonly givenOthers: AnswersGivenOthers | null;
}

/** @throws DataError for a label with one answer only. */
function prevalenceOf({ yes, no }: AnswerCount): number {
  if (yes > 0 && no > 0) return yes / (yes + no);
  throw new DataError("train.answersLoss", "auc-margin compares answers yes with answers no", {
    got: `${yes} yes, ${no} no`,
    advice: "Leave out a label that has one answer only.",
  });
}

/**
 * The loss of a run file.
 *
 * `auc-margin` is the min-max form with a, b and α (auc-margin.ts), not that of pairs in a batch: with p the share of yes among the
 * known answers of the training rows. The optimiser that learns the encoder learns them too, α by ascent; every head has its own.
 * @throws DataError where `class-balanced` or `auc-margin` meets a label that is always or never answered yes.
 */
export function createAnswersLoss(
  config: AnswersLossConfig,
  { counts, givenOthers }: AnswerFacts,
): AnswersLoss {
  switch (config.name) {
    case "cross-entropy":
      return crossEntropyOfAnswers;
    case "asymmetric": {
      const { gammaPositive, gammaNegative, clip } = config;
      return plainAnswersLoss((logits, answers) =>
        asymmetric(logits, answers, { gammaPositive, gammaNegative, clip }),
      );
    }
    case "focal": {
      const { gamma, alpha } = config;
      return plainAnswersLoss((logits, answers) => binaryFocal(logits, answers, { gamma, alpha }));
    }
    case "class-balanced": {
      const { beta, gamma } = config;
      return plainAnswersLoss((logits, answers) =>
        classBalanced(logits, answers, { counts, beta, gamma }),
      );
    }
    case "auc-margin": {
      const prevalence = counts.map(prevalenceOf);
      const margin = aucMargin({ prevalence, margin: config.margin });
      return {
        ...{ parameters: margin.parameters, buffers: {} },
        apply: (context, logits, answers) => margin.loss(context, logits, answers),
      };
    }
    case "independent": {
      const { power, largest } = config;
      if (givenOthers === null) throw new InternalError("createAnswersLoss", "no given others");
      return independentAnswersLoss({ given: givenOthers, power, largest });
    }
  }
}

/** {@link independentAnswers} as a loss of answers; of changed answers it is cross-entropy. */
export function independentAnswersLoss(
  options: Pick<IndependentAnswersOptions, "given" | "power" | "largest">,
): AnswersLoss {
  return {
    ...plainAnswersLoss((logits, answers) => independentAnswers(logits, answers, options)),
    ofChanged: crossEntropyOfAnswers,
  };
}
