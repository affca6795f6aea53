import { DataError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import type { Column } from "../columns.js";
import { fieldName, readPredictionColumns, readProbabilityColumn } from "../prediction-columns.js";
import { rowColumns } from "../predictions.js";
import type { LabelsPredictionTable } from "./labels-predictions.js";

/**
 * Read the `predictions.csv` of several answers, as `formatLabelsPredictions` writes it, ours or another program's; numbers
 * come back as the same float64. Labels are in the order of their `label_` columns.
 * @throws DataError as `readPredictionColumns`; without a label, for a `label_` without its `score_` and the other way round;
 * and with row and column for an answer that is not 1, 0 or empty and a score that is not a number in 0..1.
 */
export function parseLabelsPredictions(text: string, source: string): LabelsPredictionTable {
  const { header, rows, read } = readPredictionColumns(text, source, {
    keys: rowColumns,
    isOwn: (name) => /^(label|score)_./s.test(name),
    expected:
      "split, id, subject, label_<name>, score_<name>, attr_<name>, number_<name>, predicted_<name>",
    check: checkPairs,
  });
  const labelNames = namesOf(header, "label_");
  const answers = labelNames.map((name) => readAnswers(read(`label_${name}`), source, name));
  const scores = labelNames.map((name) =>
    readProbabilityColumn(read(`score_${name}`), source, `score_${name}`),
  );
  return {
    ...rows,
    labelNames,
    answers: Int32Array.from(rowMajor(answers)),
    probabilities: Float64Array.from(rowMajor(scores)),
  };
}

function namesOf(header: readonly string[], prefix: string): string[] {
  return header
    .filter((title) => title.startsWith(prefix))
    .map((title) => title.slice(prefix.length));
}

function checkPairs(header: readonly string[], where: string): void {
  const labels = namesOf(header, "label_");
  if (labels.length === 0) {
    throw new DataError(where, "no label", {
      expected: "label_<name> and score_<name> for each label",
      got: header,
    });
  }
  const titles = [
    ...labels.map((name) => `score_${name}`),
    ...namesOf(header, "score_").map((name) => `label_${name}`),
  ];
  const missing = titles.find((title) => !header.includes(title));
  if (missing === undefined) return;
  throw new DataError(where, `column ${missing} is missing`, { got: header });
}

function readAnswers(fields: readonly string[], source: string, name: string): number[] {
  return fields.map((text, row) => {
    if (text === "") return -1;
    if (text === "1" || text === "0") return Number(text);
    throw new DataError(fieldName(source, row, `label_${name}`), "not an answer", {
      expected: "1 (yes), 0 (no) or nothing (missing)",
      got: text,
    });
  });
}

/** [n, K] of K columns. */
function rowMajor(columns: readonly Column[]): number[] {
  const rows = at(columns, 0).length;
  return Array.from({ length: rows * columns.length }, (_, entry) =>
    at(at(columns, entry % columns.length), Math.floor(entry / columns.length)),
  );
}
