import { at } from "../../base/ndarray.js";
import { checkIndices, rowCount, weightsOrOnes, type Column } from "../columns.js";

/**
 * Table [K, K] of counts (or of weights): row = label, column = prediction.
 *
 * labels, predictions, weights [n]; entries in 0..K-1.
 * @throws DataError when lengths differ, an entry is outside 0..K-1, or a weight is negative.
 */
export function confusionTable(
  labels: Column,
  predictions: Column,
  classCount: number,
  weights?: Column,
): number[][] {
  const where = "confusionTable";
  const rows = rowCount(where, { labels, predictions });
  const weight = weightsOrOnes(where, weights, rows);
  checkIndices(where, "label", labels, classCount);
  checkIndices(where, "prediction", predictions, classCount);
  const table = Array.from({ length: classCount }, () => new Array<number>(classCount).fill(0));
  for (let row = 0; row < rows; row++) {
    const counts = at(table, at(labels, row));
    const prediction = at(predictions, row);
    counts[prediction] = at(counts, prediction) + at(weight, row);
  }
  return table;
}
