import { at } from "../../base/ndarray.js";
import type { GroupEngine } from "./group-engine.js";
import type { NumberTarget } from "./audit-input.js";

/**
 * Raw sums of a group of a number, 2B + 4 of them: rows of each bin [B], their absolute errors [B], then over all rows Σ e,
 * Σ e², Σ t, Σ t² with e = prediction − target and t = target − mean of all targets.
 */
const numberFields = (binCount: number): number => 2 * binCount + 4;

/** The measures of a number of every group. */
export function createNumberEngine(
  { targets, predictions, bins, binNames }: NumberTarget,
  groups: Int32Array,
  groupCount: number,
): GroupEngine {
  const rows = targets.length;
  const binCount = binNames.length;
  const fields = numberFields(binCount);
  const bin = Int32Array.from(bins);
  let total = 0;
  for (let row = 0; row < rows; row++) total += at(targets, row);
  const centred = Float64Array.from(targets, (target) => target - total / rows);
  const error = Float64Array.from(targets, (target, row) => at(predictions, row) - target);
  return {
    groupCount,
    fields,
    evaluate(weights, out, offset) {
      out.fill(0, offset, offset + groupCount * fields);
      for (let row = 0; row < rows; row++) {
        const weight = weights[row] ?? 0;
        const group = groups[row] ?? -1;
        if (weight === 0 || group < 0) continue;
        const base = offset + group * fields;
        const count = base + (bin[row] ?? 0);
        const off = error[row] ?? 0;
        const value = centred[row] ?? 0;
        out[count] = (out[count] ?? 0) + weight;
        const absolute = count + binCount;
        out[absolute] = (out[absolute] ?? 0) + weight * Math.abs(off);
        const last = base + 2 * binCount;
        out[last] = (out[last] ?? 0) + weight * off;
        out[last + 1] = (out[last + 1] ?? 0) + weight * off * off;
        out[last + 2] = (out[last + 2] ?? 0) + weight * value;
        out[last + 3] = (out[last + 3] ?? 0) + weight * value * value;
      }
    },
  };
}
