import { DataError, InternalError } from "../base/errors.js";
import { at } from "../base/ndarray.js";
import type { SetImages } from "../data/batch.js";
import { subjectsOf } from "../data/dataset.js";
import type { DataSet, SampledSet, SubjectAggregate } from "../data/dataset.js";
import { softmaxRows } from "../evaluation/class-scores.js";
import { logitsOutput } from "../methods/method.js";
import type { SetOutputs } from "./predict-set.js";
import type { RunFactors } from "./validate.js";

/** A set and what a model says of it. */
export interface EvaluatedRows {
  readonly images: SetImages;
  readonly outputs: SetOutputs;
}

/** What is evaluated of a set of `dataset`: its images, or where the data set asks for it one row a subject. */
export function evaluationRows(
  dataset: Pick<DataSet, "pools" | "subjectAggregate">,
  factors: RunFactors,
  rows: EvaluatedRows,
): EvaluatedRows {
  const { subjectAggregate } = dataset;
  if (subjectAggregate === undefined) return rows;
  return bySubject(rows, factors, subjectsOf(dataset, rows.images.set), subjectAggregate);
}

/**
 * One row a subject instead of one an image, in the order of first appearance; `set.rows` keeps the subject's first.
 *
 * Class probabilities p_i of the subject's images, softmax of the logits, become
 *   mean      (1/n) Σ p_i
 *   max       of two classes: P = max P_i of the second
 *   noisy-or  of two classes: P = 1 − Π (1 − P_i): any image shows it, independently
 * and come back as log p, of which p is the softmax again (p is kept within 1e-12 of 0 and 1). Heads of attributes are
 * always averaged, so are features and numbers. Label: the known label of the subject's images; where they differ, the
 * second of two classes with `max` and `noisy-or`, which ask whether any image shows it. An attribute that differs
 * within a subject is missing (-1; its number is their mean). Of a label that is a number, label and answer are the means
 * over the subject's images, which must be in one bin.
 *
 * @param subjects of the rows, [n].
 * @throws DataError where labels of a subject differ and `aggregate` is `mean`, naming the first.
 * @throws DataError for `max` and `noisy-or` with another number of classes than two, or a number.
 */
export function bySubject(
  { images, outputs }: EvaluatedRows,
  factors: RunFactors,
  subjects: readonly string[],
  aggregate: SubjectAggregate,
): EvaluatedRows {
  const members = membersOf(subjects);
  const { labelNumbers } = images;
  const heads = [factors.label, ...factors.attributes].map(({ name }) => logitsOutput(name));
  return {
    images: {
      ...images,
      ...(labelNumbers && {
        labelNumbers: Float64Array.from(members, (own) => meanNumber(own, labelNumbers)),
      }),
      set: subjectSet(images.set, factors, subjects, aggregate),
      numbers: (images.numbers ?? []).map(
        (column) => column && Float64Array.from(members, (own) => meanNumber(own, column)),
      ),
      writeImage: () => {
        throw new InternalError("subjects", "a subject has no one image");
      },
    },
    outputs: Object.fromEntries(
      Object.entries(outputs).map(([name, { width, values }]) => {
        const rule = name === heads[0] ? aggregate : "mean";
        const merged = heads.includes(name)
          ? mergeLogits(members, values, width, rule)
          : mergeMeans(members, values, width);
        return [name, { width, values: merged }];
      }),
    ),
  };
}

/**
 * The rows of {@link bySubject} alone: what can be said of them before anything is trained.
 * @throws DataError as {@link bySubject}.
 */
export function subjectSet(
  set: SampledSet,
  { label }: RunFactors,
  subjects: readonly string[],
  aggregate: SubjectAggregate,
): SampledSet {
  const classes = label.valueNames.length;
  if (label.labels !== undefined) {
    throw new DataError("evaluation.unit", "several labels are evaluated by image only", {
      expected: "image",
      got: "subject",
      advice: "Set the cohort's unit to image.",
    });
  }
  if (aggregate !== "mean" && label.continuous === true) {
    throw new DataError("aggregate", `${aggregate} is for two classes, not for a number`, {
      expected: "mean",
      got: aggregate,
    });
  }
  if (aggregate !== "mean" && classes !== 2) {
    throw new DataError("aggregate", `${aggregate} is for two classes`, {
      expected: "mean",
      got: `${aggregate}, ${classes} classes`,
    });
  }
  const members = membersOf(subjects);
  return {
    ...set,
    rows: Int32Array.from(members, (own) => at(set.rows, at(own, 0))),
    label: Int32Array.from(members, (own) =>
      labelOf(own, set.label, aggregate, set.name, subjects),
    ),
    attributes: set.attributes.map((column) =>
      Int32Array.from(members, (own) => sharedValue(own, column)),
    ),
  };
}

/** Rows of each subject. */
function membersOf(subjects: readonly string[]): number[][] {
  const members = new Map<string, number[]>();
  for (const [row, subject] of subjects.entries()) {
    const own = members.get(subject);
    if (own === undefined) members.set(subject, [row]);
    else own.push(row);
  }
  return [...members.values()];
}

function labelOf(
  own: readonly number[],
  labels: Int32Array,
  aggregate: SubjectAggregate,
  set: string,
  subjects: readonly string[],
): number {
  const known = new Set(own.map((row) => at(labels, row)).filter((label) => label >= 0));
  if (known.size < 2) return [...known][0] ?? -1;
  if (aggregate !== "mean") return 1;
  throw new DataError(`set ${set}`, "the images of a subject have several labels", {
    got: at(subjects, at(own, 0)),
    advice: "Evaluate by image (unit: image), keep one visit, or aggregate by max or noisy-or.",
  });
}

/** The value that all known ones are; -1 where they differ or none is known. */
function sharedValue(own: readonly number[], column: Int32Array): number {
  const known = new Set(own.map((row) => at(column, row)).filter((value) => value >= 0));
  return known.size === 1 ? ([...known][0] ?? -1) : -1;
}

function meanNumber(own: readonly number[], column: Float64Array): number {
  const known = own.map((row) => at(column, row)).filter((value) => !Number.isNaN(value));
  return known.reduce((sum, value) => sum + value, 0) / known.length;
}

function mergeMeans(
  members: readonly (readonly number[])[],
  values: Float32Array,
  width: number,
): Float32Array {
  const merged = new Float32Array(members.length * width);
  for (const [subject, own] of members.entries()) {
    for (let column = 0; column < width; column++) {
      const sum = own.reduce((total, row) => total + at(values, row * width + column), 0);
      merged[subject * width + column] = sum / own.length;
    }
  }
  return merged;
}

/** Distance of a probability from 0 and 1, so that its logarithm is finite. */
const least = 1e-12;

function mergeLogits(
  members: readonly (readonly number[])[],
  logits: Float32Array,
  classes: number,
  rule: SubjectAggregate,
): Float32Array {
  const probabilities = softmaxRows(logits, classes);
  const merged = new Float32Array(members.length * classes);
  for (const [subject, own] of members.entries()) {
    for (let value = 0; value < classes; value++) {
      const ofRows = own.map((row) => at(probabilities, row * classes + value));
      merged[subject * classes + value] = Math.log(
        Math.max(least, mergedProbability(ofRows, value, rule)),
      );
    }
  }
  return merged;
}

/** Of one class; with `max` and `noisy-or` of class 0 what the second leaves of 1. */
function mergedProbability(
  ofRows: readonly number[],
  value: number,
  rule: SubjectAggregate,
): number {
  if (rule === "mean") return ofRows.reduce((sum, p) => sum + p, 0) / ofRows.length;
  if (rule === "max") return value === 1 ? Math.max(...ofRows) : Math.min(...ofRows);
  const none = (ps: readonly number[]) => ps.reduce((product, p) => product * p, 1);
  return value === 0 ? none(ofRows) : 1 - none(ofRows.map((p) => 1 - p));
}
