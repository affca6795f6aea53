import { at } from "../../base/ndarray.js";
import { countGroups } from "./groups.js";

/**
 * Weights [n] that make the weighted cells follow a law, or null and why that cannot be.
 * `n` rows have a weight above 0, the weights add up to it, and `effectiveN` = (Σw)² / Σw² says how many
 * equally weighted rows would estimate as well.
 */
export type CellWeights =
  | { readonly weights: Float64Array; readonly n: number; readonly effectiveN: number }
  | { readonly weights: null; readonly reason: string };

/**
 * Weight of row i in cell g: w_i = n · P(g) / count(g), so that Σ_{i in g} w_i / Σ w = P(g).
 * A row with a missing value (group -1) or in a cell of probability 0 weighs 0.
 * Undefined, with the cell's name as reason, where a cell of positive probability has no rows.
 * @param groups [n] in -1..G-1. @param asked [G], sum 1. @param nameOf name of a group, for the reason.
 */
export function cellWeights(
  groups: Int32Array,
  asked: Float64Array,
  nameOf: (group: number) => string,
): CellWeights {
  const counts = countGroups(groups, asked.length);
  for (const [group, probability] of asked.entries()) {
    if (probability > 0 && at(counts, group) === 0) {
      return { weights: null, reason: `no rows in cell "${nameOf(group)}"` };
    }
  }
  let n = 0;
  for (const group of groups) if (group >= 0 && at(asked, group) > 0) n += 1;
  let squares = 0;
  const weights = Float64Array.from(groups, (group) => {
    if (group < 0) return 0;
    const weight = (n * at(asked, group)) / at(counts, group);
    squares += weight * weight;
    return weight;
  });
  return { weights, n, effectiveN: (n * n) / squares };
}
