import { at, sizeOf } from "../../../base/ndarray.js";
import {
  saliencyMethods,
  type SaliencyMethodResults,
  type SaliencyResults,
} from "../../../evaluation/audit/saliency-results.js";
import type { AnyAnsweredPictures } from "../answered-pictures.js";
import type { Answer } from "../choose-answered-rows.js";
import {
  lookedTargets,
  spreadEvenly,
  type LookedPicturesLaw,
  type LookedTarget,
} from "./looked-targets.js";
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

/** A picture that is shown, with what is seen on it. */
export interface ShownLook extends MeasuredLook {
  readonly answer: Answer;
  readonly target: LookedTarget;
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
export interface ExaminedLaw extends LookedPicturesLaw {
  readonly masks?: readonly SeenMask[];
}

const scores = {
  classes: "log odds of the answered class",
  labels: "log odds of the label",
  number: "predicted number",
} as const satisfies Record<AnyAnsweredPictures["kind"], SaliencyResults["score"]>;

/** Looks at a picture, by both networks. */
type LookAt = (
  target: LookedTarget,
  answer: Answer,
) => Promise<Pick<MaskedLook, "trained" | "randomised">>;

/**
 * Maps of some pictures for the class that the model answers, for each of several answers, or for the number that it predicts, beside those of a network that has learnt
 * nothing (Adebayo et al. 2018): of the pictures that are shown, and of others spread evenly over the set.
 * @param said what the model says of the pictures as they are, row-major [n, width].
 * Of the pictures with a mask others are looked at: those spread evenly over its subjects.
 */
export async function examineSaliency(
  pictures: AnyAnsweredPictures,
  said: Float64Array,
  networks: LookedNetworks,
  law: ExaminedLaw,
): Promise<ExaminedSaliency> {
  const { targets, leftOut } = lookedTargets(pictures, said, law);
  const rows = new Set(targets.flatMap((target) => target.rows.map(({ row }) => row)));
  const baseline = pictureBaseline(pictures.images, rows);
  const trained = networks.trained(baseline);
  const randomised = networks.randomised?.(baseline) ?? null;
  const lookAt: LookAt = async (target, answer) => {
    const asked = [answer.row, target.columnOf(answer)] as const;
    return {
      trained: await trained.look(...asked),
      randomised: (await randomised?.look(...asked)) ?? null,
    };
  };
  const methods: SaliencyMethodResults[] = [];
  const shown: ShownLook[] = [];
  for (const target of targets) {
    const looks = await lookAtPictures(pictures, target, lookAt);
    const inside = await lookInside(law.masks ?? [], pictures, target, looks, lookAt);
    methods.push(...methodsOf(trained, target, looks, inside));
    shown.push(...looks.slice(0, target.shown));
  }
  return {
    results: {
      ...{ score: scores[pictures.kind], pictures: rows.size },
      ...{ baseline, randomised: networks.weights },
      ...(pictures.kind === "labels" ? { labels_left_out: leftOut } : {}),
      methods,
    },
    shown,
  };
}

async function lookAtPictures(
  pictures: AnyAnsweredPictures,
  target: LookedTarget,
  lookAt: LookAt,
): Promise<ShownLook[]> {
  const places = plantedPlaces(pictures);
  const looks: ShownLook[] = [];
  for (const answer of target.rows) {
    looks.push({
      ...{ target, answer, ...(await lookAt(target, answer)) },
      footprints: new Map(
        places.map(({ attribute, footprintOf }) => [attribute, footprintOf(answer.row)]),
      ),
    });
  }
  return looks;
}

/** Looks at pictures with a mask. */
interface LooksInside {
  /** Of the mask. */
  readonly name: string;
  readonly looks: readonly MaskedLook[];
}

function methodsOf(
  { methods }: Looker,
  { name }: LookedTarget,
  looks: readonly MeasuredLook[],
  inside: readonly LooksInside[],
): SaliencyMethodResults[] {
  return saliencyMethods.flatMap((method) => {
    const settings = methods.get(method);
    if (settings === undefined) return [];
    const shares = inside.map((own) => maskShare(own.name, method, own.looks));
    return [
      {
        ...(name === null ? {} : { label: name }),
        ...saliencyNumbers(method, settings, looks),
        ...(shares.length === 0 ? {} : { inside: shares }),
      },
    ];
  });
}

/** Looks at pictures of each mask: of a subject the middle one of its rows, spread evenly over the subjects; what was looked at is not looked at again. */
async function lookInside(
  masks: readonly SeenMask[],
  { images, subjects }: AnyAnsweredPictures,
  target: LookedTarget,
  looks: readonly ShownLook[],
  lookAt: LookAt,
): Promise<readonly LooksInside[]> {
  const size = sizeOf(images.imageShape.slice(1));
  const known = new Map<number, Pick<MaskedLook, "trained" | "randomised">>(
    looks.map((look) => [look.answer.row, look]),
  );
  const found: LooksInside[] = [];
  for (const { name, inside } of masks) {
    const rowsOf = new Map<string, number[]>();
    for (const row of inside.keys()) {
      const name = at(subjects, row);
      rowsOf.set(name, [...(rowsOf.get(name) ?? []), row]);
    }
    const middles = [...rowsOf.values()].map((own) => at(own, own.length >> 1));
    const own: MaskedLook[] = [];
    for (const row of spreadEvenly(middles, target.mostMasked)) {
      const look = known.get(row) ?? (await lookAt(target, at(target.answers, row)));
      known.set(row, look);
      const mask = new Uint8Array(size);
      for (const place of inside.get(row) ?? []) mask[place] = 1;
      own.push({ ...look, subject: at(subjects, row), inside: mask });
    }
    found.push({ name, looks: own });
  }
  return found;
}
