import { at } from "../base/ndarray.js";
import type { SetImages } from "../data/batch.js";
import { tableOf } from "../data/dataset.js";
import type { DataSet } from "../data/dataset.js";
import { softmaxRows } from "../evaluation/class-scores.js";
import {
  formatLabelsPredictions,
  type LabelsPredictionTable,
} from "../evaluation/labels/labels-predictions.js";
import type { AttentionLooks } from "../evaluation/labels/localisation.js";
import {
  formatNumberPredictions,
  type NumberPredictionTable,
} from "../evaluation/numbers/number-predictions.js";
import {
  formatPredictions,
  type PredictedNumber,
  type PredictedRows,
  type PredictionTable,
} from "../evaluation/predictions.js";
import { labelAnswers } from "../training/answer-outputs.js";
import { labelPairs } from "../training/number-outputs.js";
import type { SetOutputs } from "../training/predict-set.js";
import { targetKindOf } from "../training/results-of-set.js";
import { headNumbers, headScores, type RunFactors } from "../training/validate.js";

/** A set and what a model says of it. */
export interface PredictedSet {
  readonly name: string;
  readonly images: SetImages;
  readonly outputs: SetOutputs;
  /** Of several labels, where the model shows where it looks and the data set where objects are. */
  readonly looks?: AttentionLooks | undefined;
}

type Rows = Pick<DataSet, "pools" | "subjectAggregate">;

/** The text of `predictions.csv` of sets of one data set, one after the other, by what the label is. */
export function predictionsText(
  factors: RunFactors,
  dataset: Rows,
  sets: readonly PredictedSet[],
): string {
  switch (targetKindOf(factors)) {
    case "number":
      return formatNumberPredictions(numberPredictionTable(factors, dataset, sets));
    case "labels":
      return formatLabelsPredictions(labelsPredictionTable(factors, dataset, sets));
    case "classes":
      return formatPredictions(predictionTable(factors, dataset, sets));
  }
}

/** `predictions.csv` of sets of one data set, one after the other, of a label that is classes. */
export function predictionTable(
  factors: RunFactors,
  dataset: Rows,
  sets: readonly PredictedSet[],
): PredictionTable {
  const { label } = factors;
  const classes = label.valueNames.length;
  const probabilities = sets.flatMap(({ outputs }) => [
    ...softmaxRows(headScores(outputs, label.name)?.values ?? [], classes),
  ]);
  return {
    ...predictedRows(factors, dataset, sets),
    // The binary form has one `score` column, the probability of the second class.
    classNames: classes === 2 ? ["0", "1"] : label.valueNames,
    label: Int32Array.from(sets.flatMap(({ images }) => [...images.set.label])),
    probabilities: Float64Array.from(probabilities),
  };
}

/** `predictions.csv` of sets of one data set, one after the other, of a label that is a number. */
export function numberPredictionTable(
  factors: RunFactors,
  dataset: Rows,
  sets: readonly PredictedSet[],
): NumberPredictionTable {
  const pairs = sets.map(({ images, outputs }) => labelPairs(factors, images, outputs));
  const { valueNames } = factors.label;
  return {
    ...predictedRows(factors, dataset, sets),
    labels: Float64Array.from(pairs.flatMap(({ targets }) => [...targets])),
    predictions: Float64Array.from(pairs.flatMap(({ predictions }) => [...predictions])),
    bins: sets.flatMap(({ images }) => Array.from(images.set.label, (bin) => at(valueNames, bin))),
  };
}

/** `predictions.csv` of sets of one data set, one after the other, of a label that is several answers. */
export function labelsPredictionTable(
  factors: RunFactors,
  dataset: Rows,
  sets: readonly PredictedSet[],
): LabelsPredictionTable {
  const parts = sets.map(({ images, outputs }) => labelAnswers(factors, images, outputs));
  return {
    ...predictedRows(factors, dataset, sets),
    labelNames: factors.label.labels ?? [],
    answers: Int32Array.from(parts.flatMap(({ answers }) => Array.from(answers))),
    probabilities: Float64Array.from(parts.flatMap(({ scores }) => Array.from(scores))),
  };
}

function predictedRows(
  { attributes }: RunFactors,
  dataset: Rows,
  sets: readonly PredictedSet[],
): PredictedRows {
  const rowsOf = <T>(pick: (set: PredictedSet, position: number) => T): T[] =>
    sets.flatMap((set) =>
      Array.from({ length: set.images.set.rows.length }, (_, position) => pick(set, position)),
    );
  const poolRow = ({ images: { set } }: PredictedSet, position: number) => ({
    table: tableOf(dataset, set.pool),
    row: at(set.rows, position),
  });
  return {
    split: rowsOf(({ name }) => name),
    id: rowsOf((set, position) => {
      const { table, row } = poolRow(set, position);
      // One row a subject is nobody's image.
      return at(dataset.subjectAggregate === undefined ? table.ids : table.subjects, row);
    }),
    subject: rowsOf((set, position) => {
      const { table, row } = poolRow(set, position);
      return at(table.subjects, row);
    }),
    attributes: attributes.map(({ name, valueNames }, index) => ({
      name,
      values: rowsOf(({ images }, position) => {
        const value = at(at(images.set.attributes, index), position);
        return value < 0 ? "" : at(valueNames, value);
      }),
    })),
    numbers: attributes.flatMap(({ name, continuous }, index) =>
      continuous === true ? [numberColumns(name, index, sets)] : [],
    ),
  };
}

/** A continuous attribute and what its head says, over all sets. */
function numberColumns(
  name: string,
  index: number,
  sets: readonly PredictedSet[],
): PredictedNumber {
  const predictions = sets.map(({ outputs }) => headNumbers(outputs, name));
  const joined = (columns: readonly (ArrayLike<number> | null)[]) =>
    Float64Array.from(columns.flatMap((column) => Array.from(column ?? [])));
  return {
    name,
    values: joined(sets.map(({ images }) => images.numbers?.[index] ?? null)),
    predictions: predictions.includes(null) ? null : joined(predictions),
  };
}
