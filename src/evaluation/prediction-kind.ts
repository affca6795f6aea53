import { parse } from "csv-parse/sync";

/** What a `predictions.csv` predicts. */
export type PredictionKind = "classes" | "labels" | "number";

/** The column that a number has in the place of scores. */
export const predictionColumn = "prediction";

/**
 * The kind of a `predictions.csv` by its header: a column `prediction` is a number's, `label_<name>` are several labels,
 * anything else classes, whose reader says what is missing.
 */
export function predictionKind(text: string): PredictionKind {
  let header: readonly string[];
  try {
    const head = text.slice(0, 1_000_000);
    const records: string[][] = parse(head, { bom: true, to: 1, relax_column_count: true });
    header = records[0] ?? [];
  } catch {
    return "classes";
  }
  if (header.includes(predictionColumn)) return "number";
  return header.some((title) => /^label_./s.test(title)) ? "labels" : "classes";
}
