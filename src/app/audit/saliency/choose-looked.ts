import { at } from "../../../base/ndarray.js";
import type { SampledSet } from "../../../data/dataset.js";
import { chooseExamples } from "../../../data/examples/choose-examples.js";
import type { Answer } from "../choose-answered-rows.js";

/** What decides which pictures are shown. */
export interface LookedLaw {
  readonly classes: number;
  readonly attributeSizes: readonly number[];
  /** Rows of groups with fewer rows or subjects are not shown. */
  readonly smallestCell: number;
  /** Most classes; those with most rows. */
  readonly mostClasses: number;
}

/**
 * Of each class a picture that is answered rightly and one that is answered wrongly: the one whose answer has the median probability of
 * its kind (of an even number the lower), so that neither the clearest nor the strangest is shown. One picture a subject counts, its
 * first in each group of label and attributes; rows without a value of an attribute are in no group.
 * @param subjects [n].
 */
export function chooseLooked(
  set: Pick<SampledSet, "name" | "label" | "attributes">,
  answers: readonly Answer[],
  subjects: readonly string[],
  { classes, attributeSizes, smallestCell, mostClasses }: LookedLaw,
): Answer[] {
  const { groups } = chooseExamples(set, subjects, {
    ...{ labelSize: classes, attributeSizes, smallestCell },
    ...{ imagesPerGroup: answers.length, mostGroups: answers.length },
  });
  const allowed = groups.flatMap(({ positions }) => positions.map((row) => at(answers, row)));
  const ofClass = (own: number) => allowed.filter(({ row }) => at(set.label, row) === own);
  return Array.from({ length: classes }, (_, own) => own)
    .toSorted((left, right) => ofClass(right).length - ofClass(left).length)
    .slice(0, mostClasses)
    .sort((left, right) => left - right)
    .flatMap((own) =>
      [true, false].flatMap((isRight) => {
        const kind = ofClass(own)
          .filter(({ answered }) => (answered === own) === isRight)
          .toSorted((left, right) => left.probability - right.probability || left.row - right.row); // prettier-ignore
        return kind.slice((kind.length - 1) >> 1, ((kind.length - 1) >> 1) + 1);
      }),
    );
}
