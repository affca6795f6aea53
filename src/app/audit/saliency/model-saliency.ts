import type { AnsweredPictures } from "../answered-pictures.js";
import { answerLooker, type LogitsOf } from "./answer-looker.js";
import { saliencyReport, type SaliencyReport, type ShownLaw } from "./saliency-report.js";

/**
 * Where a model of another program looks, by occlusion.
 * @param logitsOf the model.
 * @param shuffled the same model with its weights in another order; null where it has none that are found.
 */
export function modelSaliency(
  pictures: AnsweredPictures,
  probabilities: Float64Array,
  logitsOf: LogitsOf,
  shuffled: LogitsOf | null,
  law: ShownLaw,
): Promise<SaliencyReport> {
  const { images, classNames } = pictures;
  const lookerOf = (own: LogitsOf) => (baseline: readonly number[]) =>
    answerLooker(images, classNames.length, own, baseline);
  return saliencyReport(
    pictures,
    probabilities,
    {
      trained: lookerOf(logitsOf),
      randomised: shuffled === null ? null : lookerOf(shuffled),
      weights: shuffled === null ? null : "weights shuffled",
    },
    law,
  );
}
