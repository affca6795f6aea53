import { at } from "../../base/ndarray.js";
import type { PairTable } from "./centred-pairs.js";

/** What two levels of an attribute have with each other. */
export interface LevelTable {
  readonly count: number;
  /** [count, count], symmetric. */
  readonly values: Float64Array;
}

/**
 * Σ over pairs i < j of `pairs` times the table at both rows' levels, for pairs whose rows sum to 0 (U-centred ones).
 *
 * A table of one value for equal levels and one for others needs the pairs of equal levels alone, as all pairs sum to 0. With two levels A and
 * B rows of A say 2 S_AA + S_AB = 0 and rows of B 2 S_BB + S_AB = 0, so that S_AA = S_BB: the smaller level is enough. Cost
 * m²/2 in general, Σ m_level²/2 for equal or not, and m²/8 at most for two levels.
 * @param codes level of each row, [m].
 */
export function sumOfPairs(pairs: PairTable, codes: Uint8Array, table: LevelTable): number {
  const both = equalOrNot(table);
  if (both === null) return sumOverAll(pairs, codes, table);
  const members = membersOf(codes, table.count);
  const scale = both.equal - both.other;
  if (members.length === 2) {
    const [first, second] = [at(members, 0), at(members, 1)];
    const fewer = first.length <= second.length ? first : second;
    return scale * 2 * sumWithin(pairs, fewer, codes.length);
  }
  // All rows of one level: their pairs sum to 0.
  if (members.length < 2) return 0;
  return scale * members.reduce((sum, rows) => sum + sumWithin(pairs, rows, codes.length), 0);
}

/** The two values of a table that only asks whether levels are equal; null for any other. */
function equalOrNot({ count, values }: LevelTable): { equal: number; other: number } | null {
  const [equal = 0, other = equal] = values;
  const fits = values.every(
    (value, pair) => value === (Math.floor(pair / count) === pair % count ? equal : other),
  );
  return fits ? { equal, other } : null;
}

/** Rows of each level that has any, in rising order. */
function membersOf(codes: Uint8Array, count: number): Int32Array[] {
  const rows = Array.from({ length: count }, (): number[] => []);
  for (const [row, code] of codes.entries()) rows[code]?.push(row);
  return rows.filter((own) => own.length > 0).map((own) => Int32Array.from(own));
}

function sumWithin(pairs: PairTable, rows: Int32Array, count: number): number {
  let sum = 0;
  for (let place = 0; place < rows.length; place++) {
    const left = rows[place] ?? 0;
    // Of pair (left, left + 1), less left + 1.
    const start = (left * (2 * count - left - 1)) / 2 - left - 1;
    for (let other = place + 1; other < rows.length; other++) {
      sum += pairs[start + (rows[other] ?? 0)] ?? 0;
    }
  }
  return sum;
}

function sumOverAll(pairs: PairTable, codes: Uint8Array, { count, values }: LevelTable): number {
  let pair = 0;
  let sum = 0;
  for (let left = 0; left < codes.length; left++) {
    const start = (codes[left] ?? 0) * count;
    for (let right = left + 1; right < codes.length; right++) {
      sum += (pairs[pair] ?? 0) * (values[start + (codes[right] ?? 0)] ?? 0);
      pair += 1;
    }
  }
  return sum;
}
