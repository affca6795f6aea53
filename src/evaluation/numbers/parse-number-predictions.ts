import { DataError } from "../../base/errors.js";
import { readNumberColumn, readPredictionColumns } from "../prediction-columns.js";
import { keyColumns } from "../predictions.js";
import type { NumberPredictionTable } from "./number-predictions.js";

/** What a number has in the place of scores. */
const ownColumns = ["prediction", "bin"] as const;

/**
 * Read the `predictions.csv` of a target that is a number, as `formatNumberPredictions` writes it; numbers come back as the
 * same float64.
 * @throws DataError as `readPredictionColumns`, and with row and column for a label or a prediction that is no finite number.
 */
export function parseNumberPredictions(text: string, source: string): NumberPredictionTable {
  const { rows, read } = readPredictionColumns(text, source, {
    keys: keyColumns,
    isOwn: (name) => ownColumns.some((own) => own === name),
    expected:
      "split, id, subject, label, prediction, bin, attr_<name>, number_<name>, predicted_<name>",
    check: (header, where) => {
      const missing = ownColumns.find((name) => !header.includes(name));
      if (missing === undefined) return;
      throw new DataError(where, `column ${missing} is missing`, { got: header });
    },
  });
  return {
    ...rows,
    labels: readNumberColumn(read("label"), source, "label"),
    predictions: readNumberColumn(read("prediction"), source, "prediction"),
    bins: read("bin"),
  };
}
