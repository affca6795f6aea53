import type { AxisWeights } from "./axis-weights.js";

/**
 * Resample the middle axis of [outer, extent, inner] by `axis`: [outer, size, inner]. Sums in float64, results in
 * float32, as Pillow has it for mode F.
 *
 * Several results at a time share each weight, and their sums do not wait for each other: eight along the last axis take a
 * quarter of the time of one by one, four along another axis half. Where fewer are left, some are computed again.
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

/** The last axis: eight rows at a time. */
function resampleRows(
  data: Float32Array,
  rows: number,
  extent: number,
  { first, count, width, weights }: AxisWeights,
  result: Float32Array,
): void {
  const size = first.length;
  for (let block = 0; block < rows; block += 8) {
    const row = Math.max(0, Math.min(block, rows - 8));
    const last = rows - 1;
    const row1 = Math.min(row + 1, last);
    const row2 = Math.min(row + 2, last);
    const row3 = Math.min(row + 3, last);
    const row4 = Math.min(row + 4, last);
    const row5 = Math.min(row + 5, last);
    const row6 = Math.min(row + 6, last);
    const row7 = Math.min(row + 7, last);
    const from0 = row * extent;
    const from1 = row1 * extent;
    const from2 = row2 * extent;
    const from3 = row3 * extent;
    const from4 = row4 * extent;
    const from5 = row5 * extent;
    const from6 = row6 * extent;
    const from7 = row7 * extent;
    for (let output = 0; output < size; output++) {
      const start = first[output] ?? 0;
      const end = start + (count[output] ?? 0);
      let tap = output * width;
      let sum0 = 0;
      let sum1 = 0;
      let sum2 = 0;
      let sum3 = 0;
      let sum4 = 0;
      let sum5 = 0;
      let sum6 = 0;
      let sum7 = 0;
      for (let input = start; input < end; input++) {
        const weight = weights[tap++] ?? 0;
        sum0 += weight * (data[from0 + input] ?? 0);
        sum1 += weight * (data[from1 + input] ?? 0);
        sum2 += weight * (data[from2 + input] ?? 0);
        sum3 += weight * (data[from3 + input] ?? 0);
        sum4 += weight * (data[from4 + input] ?? 0);
        sum5 += weight * (data[from5 + input] ?? 0);
        sum6 += weight * (data[from6 + input] ?? 0);
        sum7 += weight * (data[from7 + input] ?? 0);
      }
      result[row * size + output] = sum0;
      result[row1 * size + output] = sum1;
      result[row2 * size + output] = sum2;
      result[row3 * size + output] = sum3;
      result[row4 * size + output] = sum4;
      result[row5 * size + output] = sum5;
      result[row6 * size + output] = sum6;
      result[row7 * size + output] = sum7;
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
