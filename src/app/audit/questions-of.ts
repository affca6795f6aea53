import { at } from "../../base/ndarray.js";
import { deviationOf } from "../../evaluation/audit/measured-grouping.js";
import { answerPatterns } from "../../probing/answer-patterns.js";
import {
  questionOfClasses,
  questionOfNumber,
  questionsOfAnswers,
  type Question,
} from "../../probing/interventions/question.js";
import type { AnyAnsweredPictures } from "./answered-pictures.js";

/** What a model is asked of pictures, and what is equal in rows between which parts are exchanged. */
export interface AskedQuestions {
  readonly questions: readonly Question[];
  /** [n], 0..L−1; -1: not known, such rows neither give nor take. */
  readonly strata: Int32Array;
  /** Of a number. */
  readonly number?: AskedNumber;
}

/** What is known of a number beside its bins. */
export interface AskedNumber {
  /** [n]: the true values. */
  readonly amounts: Float64Array;
  /** Their standard deviation; 1 where they do not differ. */
  readonly deviation: number;
}

/**
 * Of classes one question, given the class; of several answers of yes or no one each, given the whole pattern of the answers ({@link answerPatterns}), named as the
 * targets of an audit are; of a number one, given its bin, whose unit is the one that its disparity has.
 * @param answers what the model says of the pictures as they are, row-major.
 */
export function questionsOf(pictures: AnyAnsweredPictures, answers: Float64Array): AskedQuestions {
  const { images } = pictures;
  switch (pictures.kind) {
    case "classes": {
      const { label } = images.set;
      return {
        questions: [questionOfClasses("label", pictures.classNames, label, answers)],
        strata: label,
      };
    }
    case "number": {
      const { name } = pictures;
      const amounts = images.labelNumbers ?? new Float64Array();
      const deviation = deviationOf(amounts);
      return {
        questions: [questionOfNumber(name, answers)],
        strata: images.set.label,
        number: { amounts, deviation: deviation > 0 ? deviation : 1 },
      };
    }
    case "labels": {
      const { labelNames } = pictures;
      const known = images.labelAnswers ?? new Int32Array();
      const columns = labelNames.map((name, label) => ({
        name,
        values: images.set.rows.map((_, row) => at(known, row * labelNames.length + label)),
      }));
      return {
        questions: questionsOfAnswers(labelNames, answers),
        strata: Int32Array.from(answerPatterns("labels", columns).values),
      };
    }
  }
}
