/** Bands that a hash is cut into, 16 bits each. */
const bands = 4;
const bandBits = 16;
const buckets = 2 ** bandBits;

/** The most bits that two hashes may differ in: in two whole bands of four it would be more. */
export const mostBits = 7;

/**
 * Visit every pair of 64-bit hashes that differ in at most {@link mostBits} bits, each once, the later number first.
 *
 * Hashes that differ in at most 7 bits differ in at most 1 bit in one of four bands: only hashes with such a band are
 * compared. For n hashes that are spread evenly these are about 68 n² / 65536 / 2 pairs (26 million for 224,000); where hashes
 * crowd it is up to n² / 2, and `spend` can end it.
 * @param hashes two numbers each. @param spend called for every pair that is compared; false ends the search.
 * @returns false where it was ended.
 * @source Norouzi, Punjani and Fleet 2012, multi-index hashing.
 */
export function visitNearHashes(
  hashes: Uint32Array,
  spend: () => boolean,
  visit: (later: number, earlier: number) => boolean,
): boolean {
  const count = hashes.length / 2;
  const tables = Array.from({ length: bands }, (_, band) => sortByBand(hashes, band));
  for (let later = 1; later < count; later++) {
    for (const [band, { starts, order }] of tables.entries()) {
      const own = bandOf(hashes, later, band);
      for (let flip = -1; flip < bandBits; flip++) {
        const key = flip < 0 ? own : own ^ (1 << flip);
        const end = starts[key + 1] ?? 0;
        for (let place = starts[key] ?? 0; place < end; place++) {
          const earlier = order[place] ?? 0;
          // In a bucket numbers ascend.
          if (earlier >= later) break;
          if (!spend()) return false;
          if (isFoundBefore(hashes, later, earlier, band)) continue;
          if (distance(hashes, later, earlier) > mostBits) continue;
          if (!visit(later, earlier)) return false;
        }
      }
    }
  }
  return true;
}

/** Numbers of hashes by the value of a band; those of value v are order[starts[v]] to order[starts[v + 1] - 1]. */
function sortByBand(hashes: Uint32Array, band: number) {
  const count = hashes.length / 2;
  const starts = new Int32Array(buckets + 1);
  for (let index = 0; index < count; index++) {
    const next = bandOf(hashes, index, band) + 1;
    starts[next] = (starts[next] ?? 0) + 1;
  }
  for (let value = 0; value < buckets; value++) {
    starts[value + 1] = (starts[value + 1] ?? 0) + (starts[value] ?? 0);
  }
  const next = starts.slice();
  const order = new Int32Array(count);
  for (let index = 0; index < count; index++) {
    const value = bandOf(hashes, index, band);
    const place = next[value] ?? 0;
    order[place] = index;
    next[value] = place + 1;
  }
  return { starts, order };
}

function bandOf(hashes: Uint32Array, index: number, band: number): number {
  const word = hashes[2 * index + (band >> 1)] ?? 0;
  return (band & 1) === 0 ? word & 0xffff : word >>> bandBits;
}

/** Has an earlier band led to this pair already? */
function isFoundBefore(hashes: Uint32Array, left: number, right: number, band: number): boolean {
  for (let earlier = 0; earlier < band; earlier++) {
    const other = bandOf(hashes, left, earlier) ^ bandOf(hashes, right, earlier);
    // One bit at most.
    if ((other & (other - 1)) === 0) return true;
  }
  return false;
}

/** Bits that two hashes differ in. */
function distance(hashes: Uint32Array, left: number, right: number): number {
  const low = (hashes[2 * left] ?? 0) ^ (hashes[2 * right] ?? 0);
  const high = (hashes[2 * left + 1] ?? 0) ^ (hashes[2 * right + 1] ?? 0);
  return bitCount(low) + bitCount(high);
}

/** Ones among the 32 bits of a number. @source Warren, Hacker's Delight, 5-2. */
export function bitCount(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
