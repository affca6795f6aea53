import { DataError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import type { Rng } from "../../base/rng.js";
import type { TierFinding } from "../../evaluation/audit/audit-results.js";
import { useFinding } from "../../evaluation/audit/use-finding.js";
import { examineParts } from "../../probing/interventions/examine-parts.js";
import { examinePlanted } from "../../probing/interventions/examine-planted.js";
import { partTakers, pictureParts } from "../../probing/interventions/picture-part.js";
import type { AnsweredPictures } from "./answered-pictures.js";
import { intervenedImages } from "./intervened-images.js";

/**
 * The tier *used* of attributes of answered pictures: planted attributes are put in and taken out as the data set plants them, of
 * the others parts of pictures are exchanged (`examine-parts.ts`).
 * @param probabilities what the model says of the pictures as they are, row-major [n, K].
 * @param ways in which the audit looks at the tier: intervals hold for all of them together.
 * @returns by attribute.
 */
export async function examineUse(
  pictures: AnsweredPictures,
  probabilities: Float64Array,
  attributes: readonly string[],
  rng: Rng,
  ways = 1,
): Promise<ReadonlyMap<string, TierFinding>> {
  const subjects = new Set(pictures.subjects).size;
  const findings = new Map<string, TierFinding>();
  for (const attribute of attributes) {
    const index = pictures.attributes.findIndex(({ name }) => name === attribute);
    if (index < 0) throw new DataError("audit", "no such attribute", { got: attribute });
    const family = attributes.length * ways;
    const effects = isPlanted(pictures, index)
      ? await plantedEffects(pictures, index, family)
      : await partEffects(pictures, probabilities, index, rng.child(attribute), family);
    findings.set(attribute, useFinding({ ...effects, attribute, subjects }));
  }
  return findings;
}

function isPlanted({ attributes, plant }: AnsweredPictures, index: number): boolean {
  return plant !== undefined && attributes[index]?.kind === "planted";
}

async function plantedEffects(pictures: AnsweredPictures, index: number, family: number) {
  const { classNames, attributes, subjects, images } = pictures;
  const effects = await examinePlanted(
    {
      ...{ classNames, subjects },
      valueNames: at(attributes, index).valueNames,
      plant: (values) => pictures.answer(pictures.plant?.(index, values) ?? images),
    },
    family,
  );
  return { effects, parts: "planted" };
}

async function partEffects(
  pictures: AnsweredPictures,
  probabilities: Float64Array,
  index: number,
  rng: Rng,
  family: number,
) {
  const { classNames, attributes, subjects, images } = pictures;
  const [channels = 1, ...extents] = images.imageShape;
  const takers = partTakers({ channels, extents });
  const effects = await examineParts(
    {
      ...{ classNames, subjects, probabilities },
      label: images.set.label,
      attribute: at(images.set.attributes, index),
      valueNames: at(attributes, index).valueNames,
      answer: (part, takes) => pictures.answer(intervenedImages(images, takes, takers[part])),
    },
    rng,
    family,
  );
  return { effects, parts: pictureParts.join(", ") };
}
