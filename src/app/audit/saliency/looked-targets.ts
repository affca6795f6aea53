import { at } from "../../../base/ndarray.js";
import type { AnyAnsweredPictures, SeveralAnsweredPictures } from "../answered-pictures.js";
import { answersOf, type Answer } from "../choose-answered-rows.js";
import { picturedClasses, type PicturedClasses } from "../pictured-classes.js";
import { chooseLooked, chooseLookedOfAnswer } from "./choose-looked.js";

/** What maps are of, and the pictures that are looked at for it. */
export interface LookedTarget {
  /** Of several answers its name; else null. */
  readonly name: string | null;
  readonly isNumber: boolean;
  /** Of the classes, of no and yes, or of the bins of a number. */
  readonly valueNames: readonly string[];
  /** [n]: numbers of those that are true; -1: not known. */
  readonly truth: Int32Array;
  /** Of all rows. Of a number its own bin counts as answered, and the number stands for the probability. */
  readonly answers: readonly Answer[];
  /** The first `shown` of them may be shown, the others are spread evenly over the rows. */
  readonly rows: readonly Answer[];
  readonly shown: number;
  /** Pictures with a mask that are looked at, of each kind of mask. */
  readonly mostMasked: number;
  /** What the network is asked about: the class that is answered, the place of the answer, or 0. */
  readonly columnOf: (answer: Answer) => number;
}

/** What decides which pictures are looked at. */
export interface LookedPicturesLaw {
  /** Of two classes, or an answer, this probability of the second and above is an answer, null: the largest probability. @param name as of {@link LookedTarget}. */
  readonly thresholdOf: (name: string | null) => number | null;
  /** Groups with fewer rows or subjects are not shown. */
  readonly smallestCell: number;
}

/** Pictures that are measured and classes that are shown; of several answers, how many are looked at, and pictures of each. */
interface Bounds {
  readonly pictures: number;
  readonly classes: number;
  readonly masked: number;
  readonly answers: number;
  readonly picturesOfAnswer: number;
  readonly maskedOfAnswer: number;
}

const ofPictures: Bounds = { pictures: 16, classes: 3, masked: 32, answers: 3, picturesOfAnswer: 8, maskedOfAnswer: 16 }; // prettier-ignore
/** A map of a volume is as much work as many of pictures. */
const ofVolumes: Bounds = { pictures: 6, classes: 2, masked: 12, answers: 2, picturesOfAnswer: 4, maskedOfAnswer: 6 }; // prettier-ignore

/**
 * The class that the model answers, or the number that it predicts; of several answers those with most rows whose true answer is yes, three at most (of volumes
 * two), in their order, and the names of the others.
 * @param said what the model says of the pictures as they are, row-major.
 */
export function lookedTargets(
  pictures: AnyAnsweredPictures,
  said: Float64Array,
  law: LookedPicturesLaw,
): { readonly targets: readonly LookedTarget[]; readonly leftOut: readonly string[] } {
  const bounds = pictures.images.imageShape.length > 3 ? ofVolumes : ofPictures;
  if (pictures.kind === "labels") return severalTargets(pictures, said, law, bounds);
  const { images, subjects } = pictures;
  const { label: truth } = images.set;
  const isNumber = pictures.kind === "number";
  const answers = isNumber
    ? Array.from(truth, (bin, row) => ({ row, answered: bin, probability: at(said, row) }))
    : picturedClasses(pictures).flatMap((own) => answersIn(own, said, subjects, law));
  const valueNames = isNumber ? pictures.binNames : pictures.classNames;
  const chosen = chooseLooked(images.set, answers, subjects, {
    ...{ classes: valueNames.length, mostClasses: bounds.classes },
    ...{ attributeSizes: attributeSizes(pictures), smallestCell: law.smallestCell },
  });
  const target: LookedTarget = {
    ...{ name: null, isNumber, valueNames, truth, answers, mostMasked: bounds.masked },
    ...{ rows: withOthers(chosen, answers, bounds.pictures), shown: chosen.length },
    columnOf: ({ answered }) => (isNumber ? 0 : answered),
  };
  return { targets: [target], leftOut: [] };
}

function severalTargets(
  pictures: SeveralAnsweredPictures,
  said: Float64Array,
  law: LookedPicturesLaw,
  bounds: Bounds,
) {
  const { images, subjects } = pictures;
  const all = picturedClasses(pictures).map((own, index) => ({ own, index }));
  const yesOf = ({ own }: (typeof all)[number]) => own.labels.filter((value) => value === 1).length;
  const looked = all.toSorted((left, right) => yesOf(right) - yesOf(left)).slice(0, bounds.answers);
  const targets = looked
    .sort((left, right) => left.index - right.index)
    .map(({ own, index }): LookedTarget => {
      const answers = answersIn(own, said, subjects, law);
      const set = { ...images.set, label: own.labels };
      const chosen = chooseLookedOfAnswer(set, answers, subjects, {
        ...{ attributeSizes: attributeSizes(pictures), smallestCell: law.smallestCell },
      });
      return {
        ...{
          name: own.answer,
          isNumber: false,
          valueNames: own.classNames,
          truth: own.labels,
          answers,
        },
        ...{ rows: withOthers(chosen, answers, bounds.picturesOfAnswer), shown: chosen.length },
        ...{ mostMasked: bounds.maskedOfAnswer, columnOf: () => index },
      };
    });
  const leftOut = all.filter((own) => !looked.includes(own)).map(({ index }) => at(pictures.labelNames, index)); // prettier-ignore
  return { targets, leftOut };
}

function attributeSizes({ attributes }: AnyAnsweredPictures): number[] {
  return attributes.map(({ valueNames }) => valueNames.length);
}

function answersIn(
  { answer, classNames, labels, probabilitiesOf }: PicturedClasses,
  said: Float64Array,
  subjects: readonly string[],
  { thresholdOf }: LookedPicturesLaw,
): Answer[] {
  const probabilities = probabilitiesOf(said);
  const threshold = thresholdOf(answer);
  return answersOf({ labels, probabilities, classCount: classNames.length, threshold, subjects });
}

/** `most` of the rows at even steps, or all. */
export function spreadEvenly<T>(rows: readonly T[], most: number): T[] {
  const count = Math.min(rows.length, most);
  return Array.from({ length: count }, (_, index) => at(rows, Math.floor((index * rows.length) / count))); // prettier-ignore
}

/** The chosen rows, then others spread evenly over the set, `most` in all unless more are chosen. */
function withOthers(chosen: readonly Answer[], answers: readonly Answer[], most: number): Answer[] {
  const rows = new Map(chosen.map((answer) => [answer.row, answer]));
  for (const answer of spreadEvenly(answers, most)) {
    if (rows.size < most) rows.set(answer.row, answer);
  }
  return [...rows.values()];
}
