import { DataError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import type { Rng } from "../../base/rng.js";
import type { TierFinding } from "../../evaluation/audit/audit-results.js";
import type { InterventionEffect } from "../../evaluation/audit/intervention-effects.js";
import { useFinding } from "../../evaluation/audit/use-finding.js";
import type { Undefined } from "../../evaluation/metric.js";
import { examineParts } from "../../probing/interventions/examine-parts.js";
import { examinePlanted } from "../../probing/interventions/examine-planted.js";
import type { AnswerColumns } from "../../probing/interventions/question.js";
import { partTakers, pictureParts } from "../../probing/interventions/picture-part.js";
import type { AnyAnsweredPictures } from "./answered-pictures.js";
import { intervenedImages } from "./intervened-images.js";
import { questionsOf, type AskedQuestions } from "./questions-of.js";

/** The finding of an attribute on a target: of one target its name does not matter. */
export type UseFindings = (attribute: string, target: string) => TierFinding | undefined;

/**
 * The tier *used* of attributes of answered pictures: planted attributes are put in and taken out as the data set plants them, of
 * the others parts of pictures are exchanged (`examine-parts.ts`). Of several answers each is a target with a finding of its own; intervals hold for
 * attributes × answers together.
 * @param answers what the model says of the pictures as they are, row-major.
 * @param ways in which the audit looks at the tier: intervals hold for all of them together.
 */
export async function examineUse(
  pictures: AnyAnsweredPictures,
  answers: Float64Array,
  attributes: readonly string[],
  rng: Rng,
  ways = 1,
): Promise<UseFindings> {
  const subjects = new Set(pictures.subjects).size;
  const asked = questionsOf(pictures, answers);
  const family = attributes.length * asked.questions.length * ways;
  const spread = asked.number === undefined ? {} : { deviation: asked.number.deviation };
  const findings = new Map<string, ReadonlyMap<string, TierFinding>>();
  for (const attribute of attributes) {
    const index = pictures.attributes.findIndex(({ name }) => name === attribute);
    if (index < 0) throw new DataError("audit", "no such attribute", { got: attribute });
    const isPlanted =
      pictures.plant !== undefined && pictures.attributes[index]?.kind === "planted";
    const effects: EffectsOf = isPlanted
      ? await plantedEffects(pictures, asked, index, family)
      : await partEffects(pictures, asked, index, rng.child(attribute), family);
    const parts = isPlanted ? "planted" : pictureParts.join(", ");
    const found = asked.questions.flatMap((question): [string, TierFinding][] => {
      const own = effects.get(question.name);
      const range = rangeOf(answers, question);
      return own === undefined
        ? []
        : [
            [
              question.name,
              useFinding({ effects: own, parts, attribute, subjects, range, ...spread }),
            ],
          ];
    });
    findings.set(attribute, new Map(found));
  }
  return (attribute, target) => {
    const own = findings.get(attribute);
    return own?.size === 1 ? [...own.values()][0] : own?.get(target);
  };
}

/** Largest less smallest answer, of the column where they differ most. */
function rangeOf(answers: Float64Array, { width, columns }: AnswerColumns): number {
  const ranges = columns.map(({ index }) => {
    let [least, greatest] = [Infinity, -Infinity];
    for (let entry = index; entry < answers.length; entry += width) {
      least = Math.min(least, at(answers, entry));
      greatest = Math.max(greatest, at(answers, entry));
    }
    return greatest - least;
  });
  return Math.max(0, ...ranges);
}

/** By question. */
type EffectsOf = ReadonlyMap<string, readonly InterventionEffect[] | Undefined>;

function plantedEffects(
  pictures: AnyAnsweredPictures,
  { questions }: AskedQuestions,
  index: number,
  family: number,
): Promise<EffectsOf> {
  const { attributes, subjects, images } = pictures;
  return examinePlanted(
    {
      ...{ questions, subjects },
      valueNames: at(attributes, index).valueNames,
      plant: (values) => pictures.answer(pictures.plant?.(index, values) ?? images),
    },
    family,
  );
}

function partEffects(
  pictures: AnyAnsweredPictures,
  { questions, strata, number }: AskedQuestions,
  index: number,
  rng: Rng,
  family: number,
): Promise<EffectsOf> {
  const { attributes, subjects, images, apart } = pictures;
  const [channels = 1, ...extents] = images.imageShape;
  const takers = partTakers({ channels, extents });
  const values = at(images.set.attributes, index);
  const count = 1 + strata.reduce((left, right) => Math.max(left, right), 0);
  return examineParts(
    {
      ...{ questions, subjects },
      // A row whose stratum is not known is one without a value.
      label: strata.map((stratum, row) => Math.max(stratum, 0) + count * (apart?.[row] ?? 0)),
      attribute: values.map((value, row) => (at(strata, row) < 0 ? -1 : value)),
      valueNames: at(attributes, index).valueNames,
      ...(number === undefined ? {} : { amounts: number.amounts }),
      answer: (part, takes) => pictures.answer(intervenedImages(images, takes, takers[part])),
    },
    rng,
    family,
  );
}
