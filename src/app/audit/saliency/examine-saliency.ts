import { at } from "../../../base/ndarray.js";
import {
  saliencyMethods,
  type SaliencyResults,
} from "../../../evaluation/audit/saliency-results.js";
import type { AnsweredPictures } from "../answered-pictures.js";
import { answersOf, type Answer } from "../choose-answered-rows.js";
import { chooseLooked } from "./choose-looked.js";
import type { Looker } from "./looker.js";
import { pictureBaseline } from "./picture-baseline.js";
import { plantedPlaces } from "./planted-footprints.js";
import { saliencyNumbers, type MeasuredLook } from "./saliency-numbers.js";

/** A model and the same network without what it learnt. */
export interface LookedNetworks {
  /** @param baseline level of each channel that is nothing. */
  readonly trained: (baseline: readonly number[]) => Looker;
  readonly randomised: ((baseline: readonly number[]) => Looker) | null;
  readonly weights: SaliencyResults["randomised"];
}

/** A picture that is shown, with what is seen on it. */
export interface ShownLook extends MeasuredLook {
  readonly answer: Answer;
}

/** Where a model looks: numbers over pictures, and the pictures that may be shown. */
export interface ExaminedSaliency {
  readonly results: SaliencyResults;
  readonly shown: readonly ShownLook[];
}

/** Pictures that are measured, and classes that are shown. A map of a volume is as much work as many of pictures. */
const bounds = { pictures: 16, volumes: 6, classes: 3, classesOfVolumes: 2 };

/**
 * Maps of some pictures for the class that the model answers, beside those of a network that has learnt nothing (Adebayo et al. 2018): of
 * the pictures that are shown, and of others spread evenly over the set.
 * @param probabilities of the pictures as they are, row-major [n, K].
 * @param law `threshold`: of two classes this probability of the second and above is an answer, null: the largest probability;
 * `smallestCell`: groups with fewer rows or subjects are not shown.
 */
export async function examineSaliency(
  pictures: AnsweredPictures,
  probabilities: Float64Array,
  networks: LookedNetworks,
  { threshold, smallestCell }: { readonly threshold: number | null; readonly smallestCell: number },
): Promise<ExaminedSaliency> {
  const { images, subjects, attributes, classNames } = pictures;
  const isVolume = images.imageShape.length > 3;
  const { label: labels } = images.set;
  const classCount = classNames.length;
  const answers = answersOf({ labels, probabilities, classCount, threshold, subjects });
  const chosen = chooseLooked(images.set, answers, subjects, {
    classes: classCount,
    attributeSizes: attributes.map(({ valueNames }) => valueNames.length),
    ...{ smallestCell, mostClasses: isVolume ? bounds.classesOfVolumes : bounds.classes },
  });
  const rows = withOthers(chosen, answers, isVolume ? bounds.volumes : bounds.pictures);
  const baseline = pictureBaseline(images, rows.map(({ row }) => row)); // prettier-ignore
  const trained = networks.trained(baseline);
  const randomised = networks.randomised?.(baseline) ?? null;
  const places = plantedPlaces(pictures);
  const looks: ShownLook[] = [];
  for (const answer of rows) {
    const { row, answered } = answer;
    looks.push({
      answer,
      trained: await trained.look(row, answered),
      randomised: (await randomised?.look(row, answered)) ?? null,
      footprints: new Map(
        places.map(({ attribute, footprintOf }) => [attribute, footprintOf(row)]),
      ),
    });
  }
  return {
    results: {
      score: "log odds of the answered class",
      ...{ pictures: rows.length, baseline, randomised: networks.weights },
      methods: saliencyMethods.flatMap((method) => {
        const settings = trained.methods.get(method);
        return settings === undefined ? [] : [saliencyNumbers(method, settings, looks)];
      }),
    },
    shown: looks.slice(0, chosen.length),
  };
}

/** The chosen rows, then others spread evenly over the set, `most` in all unless more are chosen. */
function withOthers(chosen: readonly Answer[], answers: readonly Answer[], most: number): Answer[] {
  const rows = new Map(chosen.map((answer) => [answer.row, answer]));
  const count = Math.min(answers.length, most);
  for (let index = 0; index < count && rows.size < most; index++) {
    const answer = at(answers, Math.floor((index * answers.length) / count));
    rows.set(answer.row, answer);
  }
  return [...rows.values()];
}
