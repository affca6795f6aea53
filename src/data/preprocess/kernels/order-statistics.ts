import { at } from "../../../base/ndarray.js";
import type { Over } from "../step-settings.js";

/**
 * Percentiles of the samples, interpolated linearly between order statistics: rank r = (n - 1) · p / 100, value
 * x[⌊r⌋] + (r - ⌊r⌋) · (x[⌊r⌋ + 1] - x[⌊r⌋]) of the sorted samples x, in float64. Null where there is no sample.
 *
 * Nothing is sorted: two passes count the upper and the lower 16 bits, in time linear in the number of samples.
 * @param data finite.
 * @param percents each 0..100.
 * @source numpy.percentile, method "linear".
 */
export function percentilesOf(
  data: Float32Array,
  percents: readonly number[],
  over: Over,
): number[] | null {
  const counts = countUpper(data, over);
  const number = counts.reduce((sum, count) => sum + count, 0);
  if (number === 0) return null;
  const ranks = percents.map((percent) => (number - 1) * (percent / 100));
  const wanted = ranks.flatMap((rank) => [Math.floor(rank), Math.ceil(rank)]);
  const valueAt = orderStatistics(data, counts, wanted, over);
  return ranks.map((rank) => {
    const low = Math.floor(rank);
    const [below, above] = [valueAt(low), valueAt(Math.ceil(rank))];
    const fraction = rank - low;
    const difference = above - below;
    // As numpy has it, so that both ends are met exactly.
    return fraction < 0.5 ? below + difference * fraction : above - difference * (1 - fraction);
  });
}

const halves = 1 << 16;

/** The bits of a float32 as a number that has the same order: 0 is below all. */
function keyOf(bits: number): number {
  // Negative: all bits turned; others: the sign.
  return (bits ^ ((bits >> 31) | 0x80000000)) >>> 0;
}

/** How many samples there are for each value of the upper 16 bits of their keys. */
function countUpper(data: Float32Array, over: Over): Uint32Array {
  const bits = new Uint32Array(data.buffer, data.byteOffset, data.length);
  const counts = new Uint32Array(halves);
  const skipped = over === "nonzero";
  for (let index = 0; index < bits.length; index++) {
    const word = bits[index] ?? 0;
    if (skipped && (word & 0x7fffffff) === 0) continue;
    const upper = keyOf(word) >>> 16;
    counts[upper] = (counts[upper] ?? 0) + 1;
  }
  return counts;
}

/** The sorted samples at `ranks`: only the upper halves that hold one of them are counted by their lower half. */
function orderStatistics(
  data: Float32Array,
  upperCounts: Uint32Array,
  ranks: readonly number[],
  over: Over,
): (rank: number) => number {
  const places = new Map(ranks.map((rank) => [rank, placeOf(upperCounts, 0, rank)]));
  const uppers = [...new Set([...places.values()].map(({ bucket }) => bucket))];
  const lowerCounts = countLower(data, uppers, over);
  const word = new Uint32Array(1);
  const value = new Float32Array(word.buffer);
  return (rank) => {
    const place = places.get(rank) ?? placeOf(upperCounts, 0, rank);
    const slot = uppers.indexOf(place.bucket);
    const lower = placeOf(lowerCounts, slot * halves, place.rank).bucket;
    const key = ((place.bucket << 16) | lower) >>> 0;
    word[0] = (key & 0x80000000) === 0 ? ~key >>> 0 : key & 0x7fffffff;
    return at(value, 0);
  };
}

/** The bucket, counted from `start`, that holds the sample of a rank, and its rank among the samples there. */
function placeOf(
  counts: Uint32Array,
  start: number,
  rank: number,
): { readonly bucket: number; readonly rank: number } {
  let left = rank;
  for (let bucket = 0; bucket < halves; bucket++) {
    const count = at(counts, start + bucket);
    if (left < count) return { bucket, rank: left };
    left -= count;
  }
  throw new RangeError(`rank ${rank} beyond the samples`);
}

/** For each of `uppers`, how many samples there are for each value of the lower 16 bits of their keys. */
function countLower(data: Float32Array, uppers: readonly number[], over: Over): Uint32Array {
  const bits = new Uint32Array(data.buffer, data.byteOffset, data.length);
  const slots = new Int16Array(halves).fill(-1);
  for (const [slot, upper] of uppers.entries()) slots[upper] = slot;
  const counts = new Uint32Array(uppers.length * halves);
  const skipped = over === "nonzero";
  for (let index = 0; index < bits.length; index++) {
    const word = bits[index] ?? 0;
    if (skipped && (word & 0x7fffffff) === 0) continue;
    const key = keyOf(word);
    const slot = slots[key >>> 16] ?? -1;
    if (slot < 0) continue;
    const place = slot * halves + (key & 0xffff);
    counts[place] = (counts[place] ?? 0) + 1;
  }
  return counts;
}
