import { at } from "../../base/ndarray.js";
import type { SampledSet } from "../dataset.js";
import { chooseExamples, type ExampleLaw } from "./choose-examples.js";

/** How many pictures are chosen of a set of several answers, and of which rows. */
export interface AnsweredLaw extends Pick<ExampleLaw, "attributeSizes" | "smallestCell"> {
  readonly mostPictures: number;
  readonly labelsPerPicture: number;
  /** May this label be shown? One a label. */
  readonly labels: readonly boolean[];
}

/** A row of a set, and some of its labels of yes in ascending order, one at least. */
export interface AnsweredPicture {
  readonly position: number;
  readonly labels: readonly number[];
}

/**
 * Rows to show with labels of yes, by {@link chooseExamples} among the rows that have such a label: as many of each group of
 * attributes, spread over its subjects. Of a row's labels those that were chosen least so far, of equal ones the first.
 * @param answers [n · labels], 1 yes.
 * @param subjects [n], whose image each row is.
 */
export function chooseAnswered(
  { name, attributes, rows }: Pick<SampledSet, "name" | "attributes" | "rows">,
  answers: Int32Array,
  subjects: readonly string[],
  { labels, mostPictures, labelsPerPicture, attributeSizes, smallestCell }: AnsweredLaw,
): AnsweredPicture[] {
  const yesOf = (position: number): number[] =>
    [...labels.keys()].filter(
      (label) => at(labels, label) && answers[position * labels.length + label] === 1,
    );
  const label = Int32Array.from(rows, (_, position) => (yesOf(position).length > 0 ? 0 : -1));
  const choose = (imagesPerGroup: number) =>
    chooseExamples({ name, label, attributes }, subjects, {
      ...{ labelSize: 1, attributeSizes, imagesPerGroup, mostGroups: mostPictures, smallestCell },
    }).groups;
  const groups = choose(1).length;
  if (groups === 0) return [];
  const counts = labels.map(() => 0);
  return choose(Math.floor(mostPictures / groups))
    .flatMap(({ positions }) => positions)
    .map((position) => {
      const chosen = yesOf(position)
        .sort((left, right) => at(counts, left) - at(counts, right))
        .slice(0, labelsPerPicture)
        .sort((left, right) => left - right);
      for (const own of chosen) counts[own] = at(counts, own) + 1;
      return { position, labels: chosen };
    });
}
