import { UnconfoundError } from "../../base/errors.js";
import { at, sizeOf } from "../../base/ndarray.js";
import { createRng } from "../../base/rng.js";
import type { SetMask } from "../../data/dataset.js";
import { deviationOf } from "../../evaluation/audit/measured-grouping.js";
import type { MaskResults } from "../../evaluation/audit/mask-results.js";
import {
  examineMask,
  type Cover,
  type MaskedTarget,
  type MaskOfRow,
} from "../../probing/interventions/examine-mask.js";
import { fillPlaces } from "../../probing/interventions/fill-places.js";
import type { AnyAnsweredPictures } from "./answered-pictures.js";
import { picturedClasses } from "./pictured-classes.js";
import { intervenedImages } from "./intervened-images.js";
import type { SeenMask } from "./saliency/examine-saliency.js";
import { pictureAt } from "./saliency/picture-baseline.js";

/** What masks of the pictures show of where answers come from, and what a person should know of their files. */
export interface ExaminedMasks {
  readonly results: readonly MaskResults[];
  readonly seen: readonly SeenMask[];
  /** A line each; may name files, so it is for the terminal alone. */
  readonly notes: readonly string[];
}

/** Messages of files that cannot be used that are shown. */
const shownMessages = 3;

/**
 * Take out what is inside each kind of mask that the data have ({@link examineMask}); of several answers each is told of by itself, of a number in its own unit.
 * @param said what the model says of the pictures as they are, row-major [n, width].
 * @param asked name of the target, attributes that are audited, and the audit's seed.
 */
export async function examineMasks(
  pictures: AnyAnsweredPictures,
  said: Float64Array,
  asked: { readonly target: string; readonly attributes: readonly string[]; readonly seed: number },
): Promise<ExaminedMasks> {
  const { images, subjects, masks = [] } = pictures;
  const [channels = 1, ...extents] = images.imageShape;
  const shape = { channels, extents };
  const attributes = pictures.attributes.flatMap(({ name, valueNames }, index) =>
    asked.attributes.includes(name)
      ? [{ name, valueNames, values: at(images.set.attributes, index) }]
      : [],
  );
  const found = { results: [] as MaskResults[], seen: [] as SeenMask[], notes: [] as string[] };
  for (const mask of masks) {
    const store = createStore(mask);
    const rng = createRng(asked.seed).child("audit").child("masks").child(mask.name);
    const targets = maskedTargets(pictures, asked.target);
    const width = said.length / Math.max(1, subjects.length);
    found.results.push(
      ...(await examineMask(
        mask.name,
        {
          ...{ targets, attributes, subjects, shape, said, width, maskOf: store.maskOf },
          pictureOf: (row) => pictureAt(images, row),
          answer: (covers) => pictures.answer(coveredImages(pictures, covers)),
        },
        rng,
      )),
    );
    found.seen.push({ name: mask.name, inside: store.inside() });
    found.notes.push(...store.notes());
  }
  return found;
}

function maskedTargets(pictures: AnyAnsweredPictures, target: string): MaskedTarget[] {
  const { images } = pictures;
  if (pictures.kind === "number") {
    const truth = images.labelNumbers ?? new Float64Array();
    const deviation = deviationOf(truth);
    return [
      {
        ...{ kind: "number", name: pictures.name, binNames: pictures.binNames, truth },
        ...{ label: images.set.label, deviation: deviation > 0 ? deviation : 0 },
      },
    ];
  }
  return picturedClasses(pictures).map(({ answer, classNames, labels, probabilitiesOf }) => ({
    ...{ kind: "classes", name: answer ?? target, isOneOfSeveral: answer !== null },
    ...{ classNames, label: labels, probabilitiesOf },
  }));
}

/** The pictures with places filled, each made when it is asked for. */
function coveredImages({ images }: AnyAnsweredPictures, covers: readonly Cover[]) {
  const [channels = 1, ...extents] = images.imageShape;
  const takes = covers.map(({ row }) => ({ row, donor: row }));
  const plain = intervenedImages(images, takes, (picture) => picture);
  const picture = new Float32Array(sizeOf(images.imageShape));
  return {
    ...plain,
    writeImage(position: number, out: Float32Array, offset: number) {
      plain.writeImage(position, picture, 0);
      out.set(fillPlaces(picture, at(covers, position).places, { channels, extents }), offset);
    },
  };
}

/** The masks that were read. */
function createStore(mask: SetMask) {
  const inside = new Map<number, Int32Array>();
  const messages: string[] = [];
  const maskOf = async (row: number): Promise<MaskOfRow> => {
    try {
      const own = await mask.read(row);
      if (own === null) return "no mask";
      const places = Int32Array.from(own.keys()).filter((place) => own[place] === 1);
      if (places.length > 0) inside.set(row, places);
      return places;
    } catch (error) {
      if (!(error instanceof UnconfoundError)) throw error;
      messages.push(error.message);
      return "unreadable";
    }
  };
  return {
    maskOf,
    /** By row, ascending. */
    inside: () => new Map([...inside].sort(([left], [right]) => left - right)),
    notes: () =>
      messages.length === 0
        ? []
        : [
            `masks ${mask.name}: ${messages.length} cannot be used:`,
            ...messages
              .toSorted()
              .slice(0, shownMessages)
              .map((message) => `  ${message}`),
            ...(messages.length > shownMessages
              ? [`  and ${messages.length - shownMessages} more`]
              : []),
          ],
  };
}
