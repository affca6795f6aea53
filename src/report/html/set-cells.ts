import type { AttributeResult } from "../../evaluation/results.js";
import { showMetric } from "../format.js";
import { cell, type Cell } from "./elements.js";

/** Rows of a set, and of a cell-weighted estimate how many of equal weight would say as much. */
export function countCell({
  n,
  effective_n: effective,
}: {
  readonly n: number;
  readonly effective_n?: number;
}): Cell {
  return effective === undefined
    ? cell(String(n))
    : cell(String(n), `(effective ${Math.round(effective)})`);
}

/** How well the head of an attribute reads it: "0.974", or of a number "MAE 1.200, R² 0.810". */
export function showAttributeResult(result: AttributeResult): string {
  return "accuracy" in result
    ? showMetric(result.accuracy)
    : `MAE ${showMetric(result.mae)}, R² ${showMetric(result.r2)}`;
}
