import { DataError } from "../base/errors.js";
import { at } from "../base/ndarray.js";
import { fieldName, readPredictionColumns, readProbabilityColumn } from "./prediction-columns.js";
import { keyColumns, type PredictionTable } from "./predictions.js";

/**
 * Read `predictions.csv`, ours or another program's; columns in any order, UTF-8 with or without BOM.
 *
 * `source` names the file in errors; rows are counted as in a spreadsheet, the header is row 1.
 * With `score` the labels are 0 and 1. With `score_<class>` they are class names, in the order of the columns.
 * @throws DataError as `readPredictionColumns`, and with row and column for: a label that is no class, a score that is not a
 * number in 0..1, class scores that do not sum to 1 within 1e-3.
 */
export function parsePredictions(text: string, source: string): PredictionTable {
  const { header, rows, read } = readPredictionColumns(text, source, {
    keys: keyColumns,
    isOwn: (name) => name === "score" || /^score_./s.test(name),
    expected:
      "split, id, subject, label, score or score_<class>, attr_<name>, number_<name>, predicted_<name>",
    check: checkScores,
  });
  const isBinary = header.includes("score");
  const titles = isBinary ? ["score"] : scoresOf(header);
  const classNames = isBinary ? ["0", "1"] : titles.map((title) => title.slice("score_".length));
  return {
    ...rows,
    classNames,
    label: readLabels(read("label"), classNames, source),
    probabilities: readProbabilities(titles, classNames.length, read, source),
  };
}

function scoresOf(header: readonly string[]): string[] {
  return header.filter((title) => title.startsWith("score_"));
}

function checkScores(header: readonly string[], where: string): void {
  const count = scoresOf(header).length;
  if (header.includes("score") ? count === 0 : count >= 2) return;
  throw new DataError(where, "score columns", {
    expected: "either score (two classes), or score_<class> for each of at least two classes",
    got: header,
  });
}

function readLabels(
  labels: readonly string[],
  classNames: readonly string[],
  source: string,
): Int32Array {
  return Int32Array.from(labels, (label, row) => {
    const index = classNames.indexOf(label);
    if (index < 0) {
      throw new DataError(fieldName(source, row, "label"), "not a class", {
        expected: classNames,
        got: label,
      });
    }
    return index;
  });
}

/**
 * Scores of classes from a column each, or from the one of the second of two classes, row-major [n, K].
 * @throws DataError with row and column for a score that is not a number in 0..1, and class scores that do not sum to 1 within 1e-3.
 */
export function readProbabilities(
  titles: readonly string[],
  classes: number,
  read: (title: string) => readonly string[],
  source: string,
): Float64Array {
  const columns = titles.map((title) => readProbabilityColumn(read(title), source, title));
  const rows = at(columns, 0).length;
  const [first] = columns;
  if (columns.length === 1 && first !== undefined) {
    const both = new Float64Array(2 * rows);
    for (let row = 0; row < rows; row++) {
      both[2 * row] = 1 - (first[row] ?? NaN);
      both[2 * row + 1] = first[row] ?? NaN;
    }
    return both;
  }
  const probabilities = new Float64Array(rows * classes);
  for (let row = 0; row < rows; row++) {
    const values = columns.map((column) => at(column, row));
    const sum = values.reduce((left, right) => left + right, 0);
    if (Math.abs(sum - 1) > 1e-3) {
      throw new DataError(`${source} row ${row + 2}, columns score_*`, "sum of the scores", {
        expected: 1,
        got: sum,
        advice: "Divide each row by its sum.",
      });
    }
    probabilities.set(values, row * classes);
  }
  return probabilities;
}
