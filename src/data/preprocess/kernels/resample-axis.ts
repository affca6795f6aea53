import type { AxisWeights } from "./axis-weights.js";

/**
 * Resample the middle axis of [outer, extent, inner] by `axis`: [outer, size, inner]. Sums in float64, results in
 * float32, as Pillow has it for mode F.
 *
 * Four results at a time share each weight, and their sums do not wait for each other: twice as fast as one by one.
 * Where fewer than four are left, some are computed again.
 */
export function resampleAxis(
  data: Float32Array,
  outer: number,
  inner: number,
  axis: AxisWeights,
): Float32Array {
  const extent = data.length / (outer * inner);
  const result = new Float32Array(outer * axis.first.length * inner);
  if (inner === 1) resampleRows(data, outer, extent, axis, result);
  else resampleColumns(data, outer, extent, inner, axis, result);
  return result;
}

/** The last axis: four rows at a time. */
function resampleRows(
  data: Float32Array,
  rows: number,
  extent: number,
  { first, count, width, weights }: AxisWeights,
  result: Float32Array,
): void {
  const size = first.length;
  for (let block = 0; block < rows; block += 4) {
    const row0 = Math.max(0, Math.min(block, rows - 4));
    const row1 = Math.min(row0 + 1, rows - 1);
    const row2 = Math.min(row0 + 2, rows - 1);
    const row3 = Math.min(row0 + 3, rows - 1);
    const [from0, from1, from2, from3] = [
      row0 * extent,
      row1 * extent,
      row2 * extent,
      row3 * extent,
    ];
    for (let output = 0; output < size; output++) {
      const start = first[output] ?? 0;
      const end = start + (count[output] ?? 0);
      let tap = output * width;
      let sum0 = 0;
      let sum1 = 0;
      let sum2 = 0;
      let sum3 = 0;
      for (let input = start; input < end; input++) {
        const weight = weights[tap++] ?? 0;
        sum0 += weight * (data[from0 + input] ?? 0);
        sum1 += weight * (data[from1 + input] ?? 0);
        sum2 += weight * (data[from2 + input] ?? 0);
        sum3 += weight * (data[from3 + input] ?? 0);
      }
      result[row0 * size + output] = sum0;
      result[row1 * size + output] = sum1;
      result[row2 * size + output] = sum2;
      result[row3 * size + output] = sum3;
    }
  }
}

/** Any other axis, with `inner` samples between neighbours: four columns at a time. */
function resampleColumns(
  data: Float32Array,
  outer: number,
  extent: number,
  inner: number,
  { first, count, width, weights }: AxisWeights,
  result: Float32Array,
): void {
  const size = first.length;
  for (let line = 0; line < outer * size; line++) {
    const output = line % size;
    const start = (((line - output) / size) * extent + (first[output] ?? 0)) * inner;
    const tapStart = output * width;
    const tapEnd = tapStart + (count[output] ?? 0);
    for (let block = 0; block < inner; block += 4) {
      const column = Math.max(0, Math.min(block, inner - 4));
      const step1 = Math.min(column + 1, inner - 1) - column;
      const step2 = Math.min(column + 2, inner - 1) - column;
      const step3 = Math.min(column + 3, inner - 1) - column;
      let from = start + column;
      let sum0 = 0;
      let sum1 = 0;
      let sum2 = 0;
      let sum3 = 0;
      for (let tap = tapStart; tap < tapEnd; tap++) {
        const weight = weights[tap] ?? 0;
        sum0 += weight * (data[from] ?? 0);
        sum1 += weight * (data[from + step1] ?? 0);
        sum2 += weight * (data[from + step2] ?? 0);
        sum3 += weight * (data[from + step3] ?? 0);
        from += inner;
      }
      const to = line * inner + column;
      result[to] = sum0;
      result[to + step1] = sum1;
      result[to + step2] = sum2;
      result[to + step3] = sum3;
    }
  }
}
