import { at, sizeOf } from "../../../base/ndarray.js";
import {
  saliencyMethods,
  type SaliencyResults,
} from "../../../evaluation/audit/saliency-results.js";
import type { AnsweredPictures, NumberedPictures } from "../answered-pictures.js";
import { answersOf, type Answer } from "../choose-answered-rows.js";
import { chooseLooked } from "./choose-looked.js";
import type { Looker } from "./looker.js";
import { maskShare, type MaskedLook } from "./mask-shares.js";
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

/** Pictures of which there are maps. */
export type LookedPictures = AnsweredPictures | NumberedPictures;

/** A picture that is shown, with what is seen on it. */
export interface ShownLook extends MeasuredLook {
  readonly answer: Answer;
}

/** Where a model looks: numbers over pictures, and the pictures that may be shown. */
export interface ExaminedSaliency {
  readonly results: SaliencyResults;
  readonly shown: readonly ShownLook[];
}

/** Masks of one kind, as far as something is inside. */
export interface SeenMask {
  readonly name: string;
  /** Flat positions that are inside, by row of the pictures. */
  readonly inside: ReadonlyMap<number, Int32Array>;
}

/** What decides which pictures are looked at. */
export interface ExaminedLaw {
  /** Of two classes this probability of the second and above is an answer, null: the largest probability. */
  readonly threshold: number | null;
  /** Groups with fewer rows or subjects are not shown. */
  readonly smallestCell: number;
  readonly masks?: readonly SeenMask[];
}

/** Pictures that are measured, and classes that are shown. A map of a volume is as much work as many of pictures. */
const bounds = { pictures: 16, volumes: 6, classes: 3, classesOfVolumes: 2, masked: 32, maskedVolumes: 12 }; // prettier-ignore

/**
 * Maps of some pictures for the class that the model answers, or the number that it predicts, beside those of a network that has learnt nothing (Adebayo et al. 2018): of
 * the pictures that are shown, and of others spread evenly over the set.
 * @param said what the model says of the pictures as they are: probabilities, row-major [n, K], or numbers [n].
 * Of the pictures with a mask others are looked at: those spread evenly over its subjects.
 */
export async function examineSaliency(
  pictures: LookedPictures,
  said: Float64Array,
  networks: LookedNetworks,
  { threshold, smallestCell, masks = [] }: ExaminedLaw,
): Promise<ExaminedSaliency> {
  const { images, subjects, attributes } = pictures;
  const isVolume = images.imageShape.length > 3;
  const isNumber = pictures.kind === "number";
  const answers = answersIn(pictures, said, threshold);
  const chosen = chooseLooked(images.set, answers, subjects, {
    classes: (isNumber ? pictures.binNames : pictures.classNames).length,
    attributeSizes: attributes.map(({ valueNames }) => valueNames.length),
    ...{ smallestCell, mostClasses: isVolume ? bounds.classesOfVolumes : bounds.classes },
  });
  const rows = withOthers(chosen, answers, isVolume ? bounds.volumes : bounds.pictures);
  const baseline = pictureBaseline(images, rows.map(({ row }) => row)); // prettier-ignore
  const trained = networks.trained(baseline);
  const randomised = networks.randomised?.(baseline) ?? null;
  const places = plantedPlaces(pictures);
  const lookAt = async ({ row, answered }: Answer) => {
    const chosen = isNumber ? 0 : answered;
    return {
      trained: await trained.look(row, chosen),
      randomised: (await randomised?.look(row, chosen)) ?? null,
    };
  };
  const looks: ShownLook[] = [];
  for (const answer of rows) {
    looks.push({
      ...{ answer, ...(await lookAt(answer)) },
      footprints: new Map(
        places.map(({ attribute, footprintOf }) => [attribute, footprintOf(answer.row)]),
      ),
    });
  }
  const inside = await lookInside(masks, pictures, answers, looks, lookAt);
  return {
    results: {
      score: isNumber ? "predicted number" : "log odds of the answered class",
      ...{ pictures: rows.length, baseline, randomised: networks.weights },
      methods: saliencyMethods.flatMap((method) => {
        const settings = trained.methods.get(method);
        if (settings === undefined) return [];
        const shares = inside.map(({ name, looks: own }) => maskShare(name, method, own));
        return [
          {
            ...saliencyNumbers(method, settings, looks),
            ...(shares.length === 0 ? {} : { inside: shares }),
          },
        ];
      }),
    },
    shown: looks.slice(0, chosen.length),
  };
}

/** Looks at pictures of each mask: of a subject the middle one of its rows, spread evenly over the subjects; what was looked at is not looked at again. */
async function lookInside(
  masks: readonly SeenMask[],
  { images, subjects }: LookedPictures,
  answers: readonly Answer[],
  looks: readonly ShownLook[],
  lookAt: (answer: Answer) => Promise<Pick<MaskedLook, "trained" | "randomised">>,
): Promise<readonly { readonly name: string; readonly looks: readonly MaskedLook[] }[]> {
  const most = images.imageShape.length > 3 ? bounds.maskedVolumes : bounds.masked;
  const size = sizeOf(images.imageShape.slice(1));
  const known = new Map<number, Pick<MaskedLook, "trained" | "randomised">>(
    looks.map((look) => [look.answer.row, look]),
  );
  const found: { readonly name: string; readonly looks: readonly MaskedLook[] }[] = [];
  for (const { name, inside } of masks) {
    const rowsOf = new Map<string, number[]>();
    for (const row of inside.keys()) {
      const name = at(subjects, row);
      rowsOf.set(name, [...(rowsOf.get(name) ?? []), row]);
    }
    const middles = [...rowsOf.values()].map((own) => at(own, own.length >> 1));
    const own: MaskedLook[] = [];
    for (const row of spreadEvenly(middles, most)) {
      const look = known.get(row) ?? (await lookAt(at(answers, row)));
      known.set(row, look);
      const mask = new Uint8Array(size);
      for (const place of inside.get(row) ?? []) mask[place] = 1;
      own.push({ ...look, subject: at(subjects, row), inside: mask });
    }
    found.push({ name, looks: own });
  }
  return found;
}

/** The answer of each row; of a number its own bin counts as answered, and the number stands for the probability. */
function answersIn(
  pictures: LookedPictures,
  said: Float64Array,
  threshold: number | null,
): Answer[] {
  const { images, subjects } = pictures;
  const { label: labels } = images.set;
  if (pictures.kind === "number") {
    return Array.from(labels, (bin, row) => ({ row, answered: bin, probability: at(said, row) }));
  }
  const classCount = pictures.classNames.length;
  return answersOf({ labels, probabilities: said, classCount, threshold, subjects });
}

function spreadEvenly<T>(rows: readonly T[], most: number): T[] {
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
