import { at } from "../../base/ndarray.js";
import {
  interventionEffects,
  type InterventionEffect,
} from "../../evaluation/audit/intervention-effects.js";
import type { Undefined } from "../../evaluation/metric.js";

/** Pictures into which each value of an attribute can be put. */
export interface PlantedPictures {
  readonly classNames: readonly string[];
  readonly valueNames: readonly string[];
  /** [n]. */
  readonly subjects: readonly string[];
  /** Row-major [n, K]: what the model says of the pictures with these values [n] put in. */
  readonly plant: (values: Int32Array) => Promise<Float64Array>;
}

/**
 * What a planted attribute does to answers: every picture is asked with each of its values, all else equal. The effect of value b is the
 * mean over pictures and other values a of P(class) with b minus P(class) with a; in the shape of {@link interventionEffects}.
 * @param family attributes × targets that are examined together.
 */
export async function examinePlanted(
  { classNames, valueNames, subjects, plant }: PlantedPictures,
  family = 1,
): Promise<readonly InterventionEffect[] | Undefined> {
  const rows = subjects.length;
  const answers: Float64Array[] = [];
  for (const value of valueNames.keys())
    answers.push(await plant(new Int32Array(rows).fill(value)));
  const pairs = [...valueNames.keys()].flatMap((from) =>
    [...valueNames.keys()].filter((to) => to > from).map((to) => ({ from, to })),
  );
  const each = <T>(of: (pair: { from: number; to: number }, row: number) => T): T[] =>
    pairs.flatMap((pair) => subjects.map((_, row) => of(pair, row)));
  const classes = classNames.length;
  const names = each((_, row) => at(subjects, row));
  return interventionEffects(
    {
      from: each(({ from }) => from),
      to: each(({ to }) => to),
      differences: (classes === 2 ? [1] : [...classNames.keys()]).map((index) => ({
        part: "planted",
        class: at(classNames, index),
        values: each(
          ({ from, to }, row) =>
            at(at(answers, to), row * classes + index) -
            at(at(answers, from), row * classes + index),
        ),
      })),
      subjects: [names, names, names],
    },
    valueNames,
    family,
  );
}
