import { at } from "../../base/ndarray.js";

/** A row whose number was predicted. */
export interface PredictedRow {
  readonly row: number;
  readonly predicted: number;
  /** Prediction − truth. */
  readonly error: number;
}

/**
 * Rows to show of a group whose numbers were predicted, without chance: the `most` that are too high by most, and too low by most, of a subject one of each kind, its
 * farthest, of equally far ones the first; and the row of median error, of an even number the lower. Rows of bins with fewer than `smallest` rows or subjects in
 * the group are not shown, and do not count.
 * @param rows of the group, in any order.
 * @param bins [n], of every row of the set.
 * @param subjects [n].
 */
export function chooseErringRows(
  rows: readonly PredictedRow[],
  bins: ArrayLike<number>,
  subjects: readonly string[],
  { most, smallest }: { readonly most: number; readonly smallest: number },
): Readonly<Record<"over" | "under" | "median", readonly PredictedRow[]>> {
  const byBin = new Map<number, PredictedRow[]>();
  for (const own of rows) {
    const bin = at(bins, own.row);
    byBin.set(bin, [...(byBin.get(bin) ?? []), own]);
  }
  const allowed = [...byBin.values()].flatMap((alike) => {
    const people = new Set(alike.map(({ row }) => at(subjects, row)));
    return Math.min(alike.length, people.size) >= smallest ? alike : [];
  });
  const sorted = allowed.toSorted((one, other) => one.error - other.error || one.row - other.row);
  const farthest = (sign: number) => {
    const own = sorted.filter(({ error }) => sign * error > 0);
    const ordered = own.toSorted((one, other) => sign * (other.error - one.error) || one.row - other.row); // prettier-ignore
    const seen = new Set<string>();
    return ordered
      .filter(({ row }) => {
        const isFirst = !seen.has(at(subjects, row));
        seen.add(at(subjects, row));
        return isFirst;
      })
      .slice(0, most);
  };
  const middle = (sorted.length - 1) >> 1;
  return { over: farthest(1), under: farthest(-1), median: sorted.slice(middle, middle + 1) };
}
