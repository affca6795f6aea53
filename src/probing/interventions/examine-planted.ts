import { at } from "../../base/ndarray.js";
import {
  interventionEffects,
  type InterventionEffect,
} from "../../evaluation/audit/intervention-effects.js";
import type { Undefined } from "../../evaluation/metric.js";
import type { AnswerColumns, Question } from "./question.js";

/** Pictures into which each value of an attribute can be put. */
export interface PlantedPictures {
  readonly questions: readonly (Pick<Question, "name"> & AnswerColumns)[];
  readonly valueNames: readonly string[];
  /** [n]. */
  readonly subjects: readonly string[];
  /** Row-major [n, width]: what the model says of the pictures with these values [n] put in. */
  readonly plant: (values: Int32Array) => Promise<Float64Array>;
}

/**
 * What a planted attribute does to answers: every picture is asked with each of its values, all else equal. The effect of value b is the
 * mean over pictures and other values a of the answer with b minus the answer with a; in the shape of {@link interventionEffects}.
 * @param family attributes × targets that are examined together.
 * @returns by question.
 */
export async function examinePlanted(
  { questions, valueNames, subjects, plant }: PlantedPictures,
  family = 1,
): Promise<ReadonlyMap<string, readonly InterventionEffect[] | Undefined>> {
  const rows = subjects.length;
  const answers: Float64Array[] = [];
  for (const value of valueNames.keys())
    answers.push(await plant(new Int32Array(rows).fill(value)));
  const pairs = [...valueNames.keys()].flatMap((from) =>
    [...valueNames.keys()].filter((to) => to > from).map((to) => ({ from, to })),
  );
  const each = <T>(of: (pair: { from: number; to: number }, row: number) => T): T[] =>
    pairs.flatMap((pair) => subjects.map((_, row) => of(pair, row)));
  const names = each((_, row) => at(subjects, row));
  const [from, to] = [each((pair) => pair.from), each((pair) => pair.to)];
  const changeOf = (width: number, index: number) =>
    each(
      (pair, row) =>
        at(at(answers, pair.to), row * width + index) -
        at(at(answers, pair.from), row * width + index),
    );
  return new Map(
    questions.map(({ name, width, columns }) => {
      const differences = columns.map((column) => ({
        ...{ part: "planted", class: column.name, values: changeOf(width, column.index) },
      }));
      const rows = { from, to, differences, subjects: [names, names, names] as const };
      return [name, interventionEffects(rows, valueNames, family)];
    }),
  );
}
