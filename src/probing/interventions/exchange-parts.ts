import { at } from "../../base/ndarray.js";
import type { Rng } from "../../base/rng.js";
import type { InterventionEffect } from "../../evaluation/audit/intervention-effects.js";
import { undefinedMetric, type Undefined } from "../../evaluation/metric.js";
import type { FeatureTable } from "../probe.js";
import { effectsBeside } from "./donated-effects.js";
import { drawDonations } from "./draw-donations.js";
import { columnsOfClasses, questionOfClasses } from "./question.js";

/** Features in equal parts, the label's first, and the heads that read them. */
export interface PartedFeatures {
  readonly features: FeatureTable;
  readonly parts: number;
  /** Number of the attribute's part, from 1. */
  readonly part: number;
  /** [n], 0..K−1. */
  readonly label: ArrayLike<number>;
  readonly classNames: readonly string[];
  /** Row-major [n, K]: what the label's head says of the features as they are. */
  readonly probabilities: Float64Array;
  /** [n], 0..M−1, -1 missing. */
  readonly attribute: ArrayLike<number>;
  readonly valueNames: readonly string[];
  /** [n]. */
  readonly subjects: readonly string[];
  /** Probabilities of both heads, row-major [rows, K] and [rows, M]. */
  readonly answer: (
    features: FeatureTable,
  ) => Promise<{ readonly label: Float64Array; readonly attribute: Float64Array }>;
}

/** Effects of one exchange on the answers of one head, strongest evidence first. */
export interface ExchangeEffects {
  readonly effects: readonly InterventionEffect[] | Undefined;
  /** False: no answer changed, to the last bit: the head does not read what was exchanged. */
  readonly reads: boolean;
}

/** What the heads do where parts of the features are exchanged between rows of one label and different values of an attribute. */
export interface ExchangedParts {
  /** The attribute's part. */
  readonly ownPart: { readonly onLabel: ExchangeEffects; readonly onAttribute: ExchangeEffects };
  /** The label's part. */
  readonly labelPart: { readonly onAttribute: ExchangeEffects };
}

/**
 * Exchange the attribute's part F_j, and the label's part F_0, between rows of one label and different values, beside the same from another row of the row's
 * own value ({@link drawDonations}): what is foreign is in both, another value of the attribute in one.
 *
 * It is no evidence of use: a label's head that reads F_j would show a difference too where F_j holds that one group is more severely ill, and a control of
 * an equal answer does not take that off as far as it shows in F_j alone. And F_0 is not exchanged to see what the label's answer does: where that reads F_0 alone it becomes the donor's answer, so that the effect is the mean difference of answers
 * between the values given the label, a disparity, whatever it comes from.
 * @param family attributes × targets that are examined together.
 * @returns undefined where no row has a donor and controls.
 */
export async function exchangeParts(
  parted: PartedFeatures,
  rng: Rng,
  family = 1,
): Promise<ExchangedParts | Undefined> {
  const { scores } = questionOfClasses("", parted.classNames, parted.label, parted.probabilities);
  const donations = drawDonations({ ...parted, scores }, rng);
  if (donations.length === 0) return undefinedMetric("no row has a donor and controls");
  const { classNames, valueNames, subjects } = parted;
  const exchange = async (part: number) => {
    const answerOf = (giver: "other" | "own") =>
      parted.answer(
        exchanged(
          parted,
          part,
          donations.map((donation) => ({ row: donation.row, donor: donation[giver] })),
        ),
      );
    const other = await answerOf("other");
    const own = await answerOf("own");
    const effectsOn = (head: "label" | "attribute"): ExchangeEffects => {
      const answers = { other: other[head], own: own[head] };
      const reads = answers.other.some((value, entry) => value !== at(answers.own, entry));
      const names = head === "label" ? classNames : valueNames;
      const asked = { ...columnsOfClasses(names), valueNames, subjects };
      const effects = effectsBeside(
        "own",
        donations,
        new Map([["features", answers]]),
        asked,
        family,
      );
      return { effects, reads };
    };
    return { onLabel: effectsOn("label"), onAttribute: effectsOn("attribute") };
  };
  const ownPart = await exchange(parted.part);
  const { onAttribute } = await exchange(0);
  return { ownPart, labelPart: { onAttribute } };
}

/** The features of the rows that take, one part of them their donors'. */
function exchanged(
  { features, parts }: PartedFeatures,
  part: number,
  takes: readonly { readonly row: number; readonly donor: number }[],
): FeatureTable {
  const { width, values } = features;
  const own = width / parts;
  const taken = new Float32Array(takes.length * width);
  for (const [place, { row, donor }] of takes.entries()) {
    for (let feature = 0; feature < width; feature++) {
      const from = Math.floor(feature / own) === part ? donor : row;
      taken[place * width + feature] = at(values, from * width + feature);
    }
  }
  return { rows: takes.length, width, values: taken };
}
