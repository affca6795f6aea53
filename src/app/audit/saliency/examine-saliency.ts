import { at } from "../../../base/ndarray.js";
import {
  saliencyMethods,
  type SaliencyResults,
} from "../../../evaluation/audit/saliency-results.js";
import type { AnsweredPictures } from "../answered-pictures.js";
import { answeredRows, chooseLooked, type LookedRow } from "./choose-looked.js";
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
  readonly row: LookedRow;
}

/** Where a model looks: numbers over pictures, and the pictures that may be shown. */
export interface ExaminedSaliency {
  readonly results: SaliencyResults;
  readonly shown: readonly ShownLook[];
}

/** Pictures that are measured, and classes that are shown. A map of a volume is as much work as many of pictures. */
const bounds = { pictures: 16, volumes: 6, classes: 4, classesOfVolumes: 2 };

/**
 * Maps of some pictures for the class that the model answers, beside those of a network that has learnt nothing (Adebayo et al. 2018): of
 * the pictures that are shown, and of others spread evenly over the set.
 * @param probabilities of the pictures as they are, row-major [n, K].
 * @param smallestCell groups with fewer rows or subjects are not shown.
 */
export async function examineSaliency(
  pictures: AnsweredPictures,
  probabilities: Float64Array,
  networks: LookedNetworks,
  smallestCell: number,
): Promise<ExaminedSaliency> {
  const { images, subjects, attributes, classNames } = pictures;
  const isVolume = images.imageShape.length > 3;
  const answered = answeredRows(images.set, probabilities);
  const chosen = chooseLooked(images.set, answered, subjects, {
    classes: classNames.length,
    attributeSizes: attributes.map(({ valueNames }) => valueNames.length),
    ...{ smallestCell, mostClasses: isVolume ? bounds.classesOfVolumes : bounds.classes },
  });
  const rows = withOthers(chosen, answered, isVolume ? bounds.volumes : bounds.pictures);
  const baseline = pictureBaseline(images, rows.map(({ position }) => position)); // prettier-ignore
  const trained = networks.trained(baseline);
  const randomised = networks.randomised?.(baseline) ?? null;
  const places = plantedPlaces(pictures);
  const looks: ShownLook[] = [];
  for (const row of rows) {
    const { position, answered: own } = row;
    looks.push({
      row,
      trained: await trained.look(position, own),
      randomised: (await randomised?.look(position, own)) ?? null,
      footprints: new Map(
        places.map(({ attribute, footprintOf }) => [attribute, footprintOf(position)]),
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
function withOthers(
  chosen: readonly LookedRow[],
  answered: readonly LookedRow[],
  most: number,
): LookedRow[] {
  const rows = new Map(chosen.map((row) => [row.position, row]));
  const count = Math.min(answered.length, most);
  for (let index = 0; index < count && rows.size < most; index++) {
    const row = at(answered, Math.floor((index * answered.length) / count));
    rows.set(row.position, row);
  }
  return [...rows.values()];
}
