import { at } from "../../base/ndarray.js";
import type { AuditResults, AuditedTarget } from "../../evaluation/audit/audit-results.js";
import type { AnsweredPictures, SeveralAnsweredPictures } from "./answered-pictures.js";

/** Classes that pictures are labelled with: the label, or one of several answers as "no" and "yes". */
export interface PicturedClasses {
  /** Name of the answer; null of a label of classes, which is alone. */
  readonly answer: string | null;
  readonly classNames: readonly string[];
  /** [n], 0..K−1; -1: not known, of answers alone. */
  readonly labels: Int32Array;
  /** What the model says of any pictures, row-major [m, width], as probabilities, row-major [m, K]. */
  readonly probabilitiesOf: (said: Float64Array) => Float64Array;
}

/** Pictures of classes have one such target, those of several answers one an answer, in their order. */
export function picturedClasses(
  pictures: AnsweredPictures | SeveralAnsweredPictures,
): PicturedClasses[] {
  const { images } = pictures;
  if (pictures.kind === "classes") {
    const { classNames } = pictures;
    const probabilitiesOf = (said: Float64Array) => said;
    return [{ answer: null, classNames, labels: images.set.label, probabilitiesOf }];
  }
  const { labelNames } = pictures;
  const width = labelNames.length;
  const known = images.labelAnswers ?? new Int32Array();
  return labelNames.map((answer, index) => ({
    ...{ answer, classNames: ["no", "yes"] },
    labels: images.set.rows.map((_, row) => at(known, row * width + index)),
    probabilitiesOf: (said) =>
      Float64Array.from({ length: (2 * said.length) / width }, (_, entry) => {
        const yes = at(said, (entry >> 1) * width + index);
        return entry % 2 === 1 ? yes : 1 - yes;
      }),
  }));
}

/** The audit's target of these pictures by the name of the answer (null: the only one); of one target its name does not matter. */
export function auditedTargetOf(
  { targets }: Pick<AuditResults, "targets">,
  answer: string | null,
): AuditedTarget | undefined {
  return targets.length === 1 ? targets[0] : targets.find(({ name }) => name === answer);
}
