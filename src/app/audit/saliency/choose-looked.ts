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

type LookedSet = Pick<SampledSet, "name" | "label" | "attributes">;

/**
 * Of each class a picture that is answered rightly and one that is answered wrongly: the one whose answer has the median probability of
 * its kind (of an even number the lower), so that neither the clearest nor the strangest is shown. One picture a subject counts, its
 * first in each group of label and attributes; rows without a value of an attribute are in no group.
 * @param subjects [n].
 */
export function chooseLooked(
  set: LookedSet,
  answers: readonly Answer[],
  subjects: readonly string[],
  law: LookedLaw,
): Answer[] {
  const allowed = allowedAnswers(set, answers, subjects, law);
  const ofClass = (own: number) => allowed.filter(({ row }) => at(set.label, row) === own);
  return Array.from({ length: law.classes }, (_, own) => own)
    .toSorted((left, right) => ofClass(right).length - ofClass(left).length)
    .slice(0, law.mostClasses)
    .sort((left, right) => left - right)
    .flatMap((own) =>
      [true, false].flatMap((isRight) =>
        medianAnswer(ofClass(own).filter(({ answered }) => (answered === own) === isRight)),
      ),
    );
}

/**
 * Of one of several answers a picture that is rightly answered yes, and one that is answered wrongly, yes or no: of each kind that of median
 * probability, as {@link chooseLooked} does.
 * @param set its label is the answer: 0 no, 1 yes, -1 not known.
 */
export function chooseLookedOfAnswer(
  set: LookedSet,
  answers: readonly Answer[],
  subjects: readonly string[],
  law: Pick<LookedLaw, "attributeSizes" | "smallestCell">,
): Answer[] {
  const allowed = allowedAnswers(set, answers, subjects, { ...law, classes: 2 });
  const isRight = ({ row, answered }: Answer) => at(set.label, row) === answered;
  return [
    ...medianAnswer(allowed.filter((own) => own.answered === 1 && isRight(own))),
    ...medianAnswer(allowed.filter((own) => !isRight(own))),
  ];
}

/** Answers of the rows that may be shown, one a subject in each group. */
function allowedAnswers(
  set: LookedSet,
  answers: readonly Answer[],
  subjects: readonly string[],
  { classes, attributeSizes, smallestCell }: Omit<LookedLaw, "mostClasses">,
): Answer[] {
  const { groups } = chooseExamples(set, subjects, {
    ...{ labelSize: classes, attributeSizes, smallestCell },
    ...{ imagesPerGroup: answers.length, mostGroups: answers.length },
  });
  return groups.flatMap(({ positions }) => positions.map((row) => at(answers, row)));
}

/** The one of median probability, of an even number the lower; none of none. */
function medianAnswer(kind: readonly Answer[]): Answer[] {
  const sorted = kind.toSorted(
    (left, right) => left.probability - right.probability || left.row - right.row,
  );
  const middle = (sorted.length - 1) >> 1;
  return sorted.slice(middle, middle + 1);
}
