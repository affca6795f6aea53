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
 * @param hashes two numbers each. @param spend called before pairs are compared, with how many; false ends the search.
 * @returns false where it was ended.
 * @source Norouzi, Punjani and Fleet 2012, multi-index hashing.
 */
export function visitNearHashes(
  hashes: Uint32Array,
  spend: (pairs: number) => boolean,
  visit: (later: number, earlier: number) => void,
): boolean {
  const count = hashes.length / 2;
  const tables = Array.from({ length: bands }, (_, band) => sortByBand(hashes, band));
  for (let later = 1; later < count; later++) {
    for (const [band, table] of tables.entries()) {
      const { starts, order } = table;
      const own = bandOf(hashes, later, band);
      for (let flip = -1; flip < bandBits; flip++) {
        const key = flip < 0 ? own : own ^ (1 << flip);
        const start = starts[key] ?? 0;
        // In a bucket numbers ascend: those that come before this one stand first.
        const end = firstFrom(order, start, starts[key + 1] ?? 0, later);
        if (end === start) continue;
        if (!spend(end - start)) return false;
        visitBucket(hashes, later, { band, table, start, end }, visit);
      }
    }
  }
  return true;
}

/** Numbers and hashes in the order of a band's values: those of value v are at starts[v] to starts[v + 1] - 1. */
interface BandTable {
  readonly starts: Int32Array;
  readonly order: Int32Array;
  /** Bits 0 to 31 and 32 to 63, beside one another so that a bucket is read in one go. */
  readonly lows: Int32Array;
  readonly highs: Int32Array;
}

/** Places `start` to `end` - 1 of a table. */
interface Bucket {
  readonly band: number;
  readonly table: BandTable;
  readonly start: number;
  readonly end: number;
}

/** Compare one hash with those of a bucket. */
function visitBucket(
  hashes: Uint32Array,
  later: number,
  { band, table: { order, lows, highs }, start, end }: Bucket,
  visit: (later: number, earlier: number) => void,
): void {
  // As 32-bit integers, which are faster than numbers of up to 2³².
  const low = (hashes[2 * later] ?? 0) | 0;
  const high = (hashes[2 * later + 1] ?? 0) | 0;
  for (let place = start; place < end; place++) {
    const differing = bitCount(low ^ (lows[place] ?? 0));
    if (differing > mostBits) continue;
    if (differing + bitCount(high ^ (highs[place] ?? 0)) > mostBits) continue;
    const earlier = order[place] ?? 0;
    if (!isFoundBefore(hashes, later, earlier, band)) visit(later, earlier);
  }
}

/** The first place from `start` to `end` whose number is at least `least`, by halving; `end` where there is none. */
function firstFrom(order: Int32Array, start: number, end: number, least: number): number {
  let low = start;
  let high = end;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((order[middle] ?? 0) < least) low = middle + 1;
    else high = middle;
  }
  return low;
}

function sortByBand(hashes: Uint32Array, band: number): BandTable {
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
  const lows = new Int32Array(count);
  const highs = new Int32Array(count);
  for (let index = 0; index < count; index++) {
    const value = bandOf(hashes, index, band);
    const place = next[value] ?? 0;
    order[place] = index;
    lows[place] = hashes[2 * index] ?? 0;
    highs[place] = hashes[2 * index + 1] ?? 0;
    next[value] = place + 1;
  }
  return { starts, order, lows, highs };
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

/** Ones among the 32 bits of a number. @source Warren, Hacker's Delight, 5-2. */
export function bitCount(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
