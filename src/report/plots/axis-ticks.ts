/** At most `most` whole epochs: multiples of 1, 2 or 5 times a power of ten; none without epochs. */
export function epochTicks(epochs: readonly number[], most: number): number[] {
  if (epochs.length === 0) return [];
  const first = Math.min(...epochs);
  const last = Math.max(...epochs);
  let step = 1;
  for (let turn = 0; (last - first) / step > most - 1; turn++) step *= turn % 3 === 1 ? 2.5 : 2;
  const start = Math.ceil(first / step) * step;
  const count = Math.max(0, Math.floor((last - start) / step) + 1);
  return Array.from({ length: count }, (_, index) => start + index * step);
}

/** Powers of ten from below the smallest value above 0 to above the largest; none without such values. */
export function decadeTicks(values: readonly (number | null)[]): number[] {
  const positive = values.flatMap((value) => (value !== null && value > 0 ? [value] : []));
  if (positive.length === 0) return [];
  const first = Math.floor(Math.log10(Math.min(...positive)));
  const last = Math.ceil(Math.log10(Math.max(...positive)));
  return Array.from({ length: last - first + 1 }, (_, index) => 10 ** (first + index));
}
