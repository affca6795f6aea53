import { at } from "../../base/ndarray.js";
import { agreedEffects } from "../../evaluation/audit/agreed-effects.js";
import { interventionEffects, type InterventionEffect } from "../../evaluation/audit/intervention-effects.js"; // prettier-ignore
import type { Undefined } from "../../evaluation/metric.js";
import type { Donation } from "./choose-donors.js";
import type { AnswerColumns } from "./question.js";

/** Who gives: a row with another value of the attribute, and the two controls. */
export const givers = ["other", "own", "matched"] as const;
export type Giver = (typeof givers)[number];

/** What a model says of rows that took from some givers: row-major [donations, width]. */
export type DonatedAnswers<G extends Giver = Giver> = Readonly<Record<G, Float64Array>>;

/** What is answered and exchanged, and the subjects of all rows. */
export interface DonatedNames extends AnswerColumns {
  readonly valueNames: readonly string[];
  readonly subjects: readonly string[];
}

/**
 * What donations do to each column of answers that is asked about, by what was taken; beside one control, as {@link interventionEffects}.
 * @param answers by what was taken.
 * @param family attributes × targets that are examined together.
 */
export function effectsBeside<C extends "own" | "matched">(
  control: C,
  donations: readonly Donation[],
  answers: ReadonlyMap<string, DonatedAnswers<"other" | C>>,
  { width, columns, valueNames, subjects }: DonatedNames,
  family: number,
): readonly InterventionEffect[] | Undefined {
  const subjectOf = (key: "row" | Giver) =>
    donations.map((donation) => at(subjects, donation[key]));
  const differences = [...answers].flatMap(([part, of]) =>
    columns.map(({ index, name }) => ({
      part,
      class: name,
      values: Float64Array.from(donations, (_, place) => {
        const entry = place * width + index;
        return at<number>(of.other, entry) - at<number>(of[control], entry);
      }),
    })),
  );
  return interventionEffects(
    {
      from: donations.map(({ from }) => from),
      to: donations.map(({ to }) => to),
      differences,
      subjects: [subjectOf("row"), subjectOf("other"), subjectOf(control)],
    },
    valueNames,
    family,
  );
}

/** The same beside both controls, and only what both show ({@link agreedEffects}). */
export function donatedEffects(
  donations: readonly Donation[],
  answers: ReadonlyMap<string, DonatedAnswers>,
  names: DonatedNames,
  family: number,
): readonly InterventionEffect[] | Undefined {
  return agreedEffects(
    effectsBeside("own", donations, answers, names, family),
    effectsBeside("matched", donations, answers, names, family),
  );
}
