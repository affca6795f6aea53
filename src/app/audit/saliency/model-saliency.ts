import type { AnyAnsweredPictures } from "../answered-pictures.js";
import { answerLooker, type ScoresOf } from "./answer-looker.js";
import { saliencyReport, type SaliencyReport, type ShownLaw } from "./saliency-report.js";

/**
 * Where a model of another program looks, by occlusion.
 * @param said what the model says of the pictures as they are.
 * @param scoresOf the model.
 * @param shuffled the same model with its weights in another order; null where it has none that are found.
 */
export function modelSaliency(
  pictures: AnyAnsweredPictures,
  said: Float64Array,
  scoresOf: ScoresOf,
  shuffled: ScoresOf | null,
  law: ShownLaw,
): Promise<SaliencyReport> {
  const width = widthOf(pictures);
  const score = pictures.kind === "classes" ? "log odds" : "column";
  const lookerOf = (own: ScoresOf) => (baseline: readonly number[]) =>
    answerLooker(pictures.images, { width, score, scoresOf: own }, baseline);
  return saliencyReport(
    pictures,
    said,
    {
      trained: lookerOf(scoresOf),
      randomised: shuffled === null ? null : lookerOf(shuffled),
      weights: shuffled === null ? null : "weights shuffled",
    },
    law,
  );
}

function widthOf(pictures: AnyAnsweredPictures): number {
  switch (pictures.kind) {
    case "classes":
      return pictures.classNames.length;
    case "labels":
      return pictures.labelNames.length;
    case "number":
      return 1;
  }
}
