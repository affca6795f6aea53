import { parse } from "csv-parse/sync";

/** What a `predictions.csv` predicts. */
export type PredictionKind = "classes" | "labels" | "number";

/** The column that a number has in the place of scores. */
export const predictionColumn = "prediction";

/** The kind of a `predictions.csv` by the header of its text, as {@link kindOfHeader}; what is no table is of classes, whose reader says so. */
export function predictionKind(text: string): PredictionKind {
  try {
    const head = text.slice(0, 1_000_000);
    const records: string[][] = parse(head, { bom: true, to: 1, relax_column_count: true });
    return kindOfHeader(records[0] ?? []);
  } catch {
    return "classes";
  }
}

/**
 * A column `prediction` without scores is a number's (beside scores it is the class that they say), `label_<name>` are several labels, anything else
 * classes, whose reader says what is missing.
 */
export function kindOfHeader(header: readonly string[]): PredictionKind {
  if (header.some((title) => /^label_./s.test(title))) return "labels";
  const hasScores = header.some((title) => /^score(?:_.|$)/s.test(title));
  return header.includes(predictionColumn) && !hasScores ? "number" : "classes";
}
