import type { AnsweredPictures } from "../answered-pictures.js";
import { answerLooker } from "./answer-looker.js";
import { saliencyReport, type SaliencyReport, type ShownLaw } from "./saliency-report.js";

/**
 * Where a model of another program looks, by occlusion.
 * @param shuffled answers of the same model with its weights in another order; null where it has none that are found.
 */
export function modelSaliency(
  pictures: AnsweredPictures,
  probabilities: Float64Array,
  shuffled: AnsweredPictures["answer"] | null,
  law: ShownLaw,
): Promise<SaliencyReport> {
  const { images, classNames } = pictures;
  const lookerOf = (answer: AnsweredPictures["answer"]) => (baseline: readonly number[]) =>
    answerLooker(images, classNames.length, answer, baseline);
  return saliencyReport(
    pictures,
    probabilities,
    {
      trained: lookerOf((asked) => pictures.answer(asked)),
      randomised: shuffled === null ? null : lookerOf(shuffled),
      weights: shuffled === null ? null : "weights shuffled",
    },
    law,
  );
}
