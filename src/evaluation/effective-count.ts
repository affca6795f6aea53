import { weightsOrOnes, type Column } from "./columns.js";

/** Kish's effective sample size (Σ w)² / Σ w²; 0 when all weights are 0. @throws DataError as `weightsOrOnes`. */
export function effectiveCount(weights: Column, rows: number): number {
  const checked = weightsOrOnes("evaluateSet", weights, rows);
  const sum = checked.reduce((left, right) => left + right, 0);
  const squares = checked.reduce((left, right) => left + right * right, 0);
  return squares > 0 ? (sum * sum) / squares : 0;
}
