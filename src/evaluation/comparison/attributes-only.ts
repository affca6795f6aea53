import { DataError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import { checkIndices, rowCount, type Column } from "../columns.js";
import type { Metric } from "../metric.js";
import { balancedAccuracy } from "../metrics/balanced-accuracy.js";

/** Label and attributes of one set; every column has one entry a row. */
export interface LabelledAttributes {
  /** [n], 0..K-1. */
  readonly label: Column;
  /** One column [n] an attribute: 0 or more, -1 missing, which counts as a value of its own. */
  readonly attributes: readonly Column[];
}

/** The guess of the label of each test row, and how good it is. */
export interface AttributesOnly {
  /** [n]. */
  readonly predictions: Int32Array;
  /** [n], P(y = 1 | cell) of two classes; NaN of more. Without a training row in its cell one half. */
  readonly scores: Float64Array;
  readonly balancedAccuracy: Metric;
}

/**
 * What the attributes alone say about the label: the baseline that no image is needed for.
 *
 * Bayes' rule on the cells of the training set (a cell is a combination of attribute values), with Laplace
 * smoothing: P(y | cell) = (n_{y,cell} + 1) / (n_cell + K); the guess is the most probable label. Ties, and cells
 * without a training row, go to the label that is more frequent in training, then to the lower one.
 *
 * A method whose balanced accuracy on `iid` is no better may have learnt the attributes and nothing else. Near
 * 1/K on a balanced test by construction.
 * @throws DataError when columns differ in length, a label or an attribute is not a whole number in range, the
 * training set is empty, or the two sets differ in the number of attributes.
 */
export function attributesOnly(
  train: LabelledAttributes,
  test: LabelledAttributes,
): AttributesOnly {
  const where = "attributesOnly";
  checkSet(`${where} train`, train);
  checkSet(`${where} test`, test);
  if (train.label.length === 0) throw new DataError(where, "no training rows");
  if (train.attributes.length !== test.attributes.length) {
    throw new DataError(where, "attributes of train and test", {
      train: train.attributes.length,
      test: test.attributes.length,
    });
  }
  const classes = 1 + Array.from(train.label).reduce((left, right) => Math.max(left, right), 0);
  const frequency = new Array<number>(classes).fill(0);
  const cells = new Map<string, number[]>();
  for (let row = 0; row < train.label.length; row++) {
    const label = at(train.label, row);
    const key = cellOf(train, row);
    const counts = cells.get(key) ?? new Array<number>(classes).fill(0);
    counts[label] = at(counts, label) + 1;
    cells.set(key, counts);
    frequency[label] = at(frequency, label) + 1;
  }
  const predictions = Int32Array.from({ length: test.label.length }, (_, row) =>
    mostProbable(cells.get(cellOf(test, row)) ?? [], frequency),
  );
  const scores = Float64Array.from({ length: test.label.length }, (_, row) => {
    const [negatives = 0, positives = 0] = cells.get(cellOf(test, row)) ?? [];
    return classes > 2 ? NaN : (positives + 1) / (negatives + positives + 2);
  });
  return { predictions, scores, balancedAccuracy: balancedAccuracy(test.label, predictions) };
}

function checkSet(where: string, { label, attributes }: LabelledAttributes): void {
  rowCount(
    where,
    Object.fromEntries([
      ["label", label],
      ...attributes.map((column, index) => [`attribute ${index}`, column] as const),
    ]),
  );
  checkIndices(where, "label", label, 2 ** 31);
  for (const [index, column] of attributes.entries()) {
    const shifted = Float64Array.from(column, (value) => value + 1);
    checkIndices(where, `attribute ${index}, plus one`, shifted, 2 ** 31);
  }
}

function cellOf({ attributes }: LabelledAttributes, row: number): string {
  return attributes.map((column) => at(column, row)).join();
}

/** Highest (n + 1)/(n_cell + K): the same order as the counts; an empty cell has zeros. */
function mostProbable(counts: readonly number[], frequency: readonly number[]): number {
  const total = counts.reduce((left, right) => left + right, 0);
  let best = 0;
  let bestScore = -1;
  for (const [label, prior] of frequency.entries()) {
    const posterior = ((counts[label] ?? 0) + 1) / (total + frequency.length);
    const bestPrior = at(frequency, best);
    if (posterior > bestScore || (posterior === bestScore && prior > bestPrior)) {
      best = label;
      bestScore = posterior;
    }
  }
  return best;
}
