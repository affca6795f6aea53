import { at } from "../../../base/ndarray.js";
import type { SampledSet } from "../../../data/dataset.js";
import { chooseExamples } from "../../../data/examples/choose-examples.js";

/** A picture whose maps are shown. */
export interface LookedRow {
  readonly position: number;
  readonly label: number;
  /** Class of the largest probability. */
  readonly answered: number;
  readonly probability: number;
}

/** What decides which pictures are shown. */
export interface LookedLaw {
  readonly classes: number;
  readonly attributeSizes: readonly number[];
  /** Rows of groups with fewer rows or subjects are not shown. */
  readonly smallestCell: number;
  /** Most classes; those with most rows. */
  readonly mostClasses: number;
}

/** The class that each row is answered by, and its probability. @param probabilities [n, K]. */
export function answeredRows(
  { label }: Pick<SampledSet, "label">,
  probabilities: Float64Array,
): LookedRow[] {
  const classes = probabilities.length / Math.max(1, label.length);
  return Array.from(label, (own, position) => {
    const row = probabilities.subarray(position * classes, (position + 1) * classes);
    const probability = row.reduce((best, value) => Math.max(best, value), 0);
    return { position, label: own, answered: row.indexOf(probability), probability };
  });
}

/**
 * Of each class a picture that is answered rightly and one that is answered wrongly: the one whose answer has the median probability of
 * its kind (of an even number the lower), so that neither the clearest nor the strangest is shown. One picture a subject counts, its
 * first in each group of label and attributes; rows without a value of an attribute are in no group.
 * @param subjects [n].
 */
export function chooseLooked(
  set: Pick<SampledSet, "name" | "label" | "attributes">,
  answered: readonly LookedRow[],
  subjects: readonly string[],
  { classes, attributeSizes, smallestCell, mostClasses }: LookedLaw,
): LookedRow[] {
  const { groups } = chooseExamples(set, subjects, {
    ...{ labelSize: classes, attributeSizes, smallestCell },
    ...{ imagesPerGroup: answered.length, mostGroups: answered.length },
  });
  const allowed = groups.flatMap(({ positions }) => positions.map((position) => at(answered, position))); // prettier-ignore
  const ofClass = (own: number) => allowed.filter(({ label }) => label === own);
  return Array.from({ length: classes }, (_, own) => own)
    .toSorted((left, right) => ofClass(right).length - ofClass(left).length)
    .slice(0, mostClasses)
    .sort((left, right) => left - right)
    .flatMap((own) =>
      [true, false].flatMap((isRight) => {
        const kind = ofClass(own)
          .filter((row) => (row.answered === own) === isRight)
          .toSorted((left, right) => left.probability - right.probability || left.position - right.position); // prettier-ignore
        return kind.slice((kind.length - 1) >> 1, ((kind.length - 1) >> 1) + 1);
      }),
    );
}
