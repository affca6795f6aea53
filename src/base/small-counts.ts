/**
 * How a count is shown: as it is; as `<n`, since it is one of 1 to n − 1; or not at all, since other counts could be
 * computed from it.
 */
export type CountDisplay = "whole" | "small" | "hidden";

/**
 * How counts are shown whose sum a reader knows, so that none of 1 to `smallest` − 1 can be computed.
 *
 * Small counts are hidden, 0 is shown. By subtraction the reader knows the sum S of what is hidden; so further counts are
 * hidden, the smallest first (of equal ones the first), until S fits **every** value from 1 to n − 1 of each small count.
 * With k small counts and m further ones, of which the reader knows that they are at least n, that is so where
 *
 *   m = 0:  n + k − 2 ≤ S ≤ 1 + (k − 1)(n − 1)          m ≥ 1:  S ≥ k + (m + 1) n − 2
 *
 * Where hiding all counts is not enough, all that are not 0 are `hidden`, so that none is said to be the small one. The sum
 * is then not for the reader either where it is small itself, or one count alone is hidden.
 *
 * What a reader finds by asking why just this further count was hidden is not ruled out.
 * @param smallest n; with 1 all counts are shown.
 */
export function hideSmallCounts(counts: readonly number[], smallest: number): CountDisplay[] {
  const shown = counts.map((count): CountDisplay => (isSmall(count, smallest) ? "small" : "whole"));
  const small = shown.filter((display) => display === "small").length;
  if (small === 0) return shown;
  const others = [...counts.keys()]
    .filter((index) => (counts[index] ?? 0) >= smallest)
    .sort((left, right) => (counts[left] ?? 0) - (counts[right] ?? 0));
  let sum = counts.reduce((total, count) => total + (isSmall(count, smallest) ? count : 0), 0);
  for (let further = 0; ; further++) {
    if (isAmbiguous(sum, small, further, smallest)) return shown;
    const next = others[further];
    if (next === undefined) return counts.map((count) => (count === 0 ? "whole" : "hidden"));
    sum += counts[next] ?? 0;
    shown[next] = "hidden";
  }
}

/** A count as it is shown: `12`, `<5` or `*`. */
export function showCount(count: number, display: CountDisplay, smallest: number): string {
  switch (display) {
    case "whole":
      return String(count);
    case "small":
      return `<${smallest}`;
    case "hidden":
      return "*";
  }
}

/** Above 0 and below `smallest`. */
export function isSmall(count: number, smallest: number): boolean {
  return count > 0 && count < smallest;
}

function isAmbiguous(sum: number, small: number, further: number, smallest: number): boolean {
  return further === 0
    ? sum >= smallest + small - 2 && sum <= 1 + (small - 1) * (smallest - 1)
    : sum >= small + (further + 1) * smallest - 2;
}

/** Cells of a table of several classes, and rows of the same set that are in no cell. */
export interface CountedCells {
  /** Class of each cell. */
  readonly labels: readonly (number | string)[];
  readonly counts: readonly number[];
  /** Rows in no cell. */
  readonly outside: number;
}

/**
 * As {@link hideSmallCounts} for a table of a set: within each class, since the rows of a class may be known from another
 * table. `outside` is taken with the class that has most rows.
 */
export function hideSmallCells(
  { labels, counts, outside }: CountedCells,
  smallest: number,
): { readonly cells: readonly CountDisplay[]; readonly outside: CountDisplay } {
  const cells = counts.map((): CountDisplay => "whole");
  const rowsOf = new Map<number | string, number>();
  for (const [cell, label] of labels.entries()) {
    rowsOf.set(label, (rowsOf.get(label) ?? 0) + (counts[cell] ?? 0));
  }
  const largest = [...rowsOf.keys()].reduce<number | string | null>(
    (best, label) =>
      best === null || (rowsOf.get(label) ?? 0) > (rowsOf.get(best) ?? 0) ? label : best,
    null,
  );
  let beside: CountDisplay = outside > 0 && largest === null ? "small" : "whole";
  for (const label of rowsOf.keys()) {
    const own = [...labels.keys()].filter((cell) => labels[cell] === label);
    const list = own.map((cell) => counts[cell] ?? 0);
    const shown = hideSmallCounts(label === largest ? [...list, outside] : list, smallest);
    for (const [index, cell] of own.entries()) cells[cell] = shown[index] ?? "hidden";
    if (label === largest) beside = shown[own.length] ?? "hidden";
  }
  return { cells, outside: beside };
}
