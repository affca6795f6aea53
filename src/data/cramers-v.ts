/**
 * Cramér's V of two columns: √(χ² / (n · (min(r, c) − 1))) over the rows where neither is missing, 0 (no association)
 * to 1 (one value tells the other). Without bias correction, so small tables give values above 0 by chance.
 * @param left, right one value a row, "" missing.
 * @returns 0 where one of them has a single value.
 * @source Cramér 1946, chapter 21; as `scipy.stats.contingency.association(method="cramer")`.
 */
export function cramersV(left: readonly string[], right: readonly string[]): number {
  return cramersVOfCounts(left.map((value, row) => [value, right[row] ?? "", 1]));
}

/**
 * {@link cramersV} of rows that are counted: a value of one column, one of the other, and how many rows have both. A pair
 * may come several times.
 */
export function cramersVOfCounts(
  counts: Iterable<readonly [left: string, right: string, rows: number]>,
): number {
  const cells = new Map<string, Map<string, number>>();
  const columns = new Map<string, number>();
  let rows = 0;
  for (const [value, other, count] of counts) {
    if (value === "" || other === "" || count === 0) continue;
    rows += count;
    const line = cells.get(value) ?? new Map<string, number>();
    line.set(other, (line.get(other) ?? 0) + count);
    cells.set(value, line);
    columns.set(other, (columns.get(other) ?? 0) + count);
  }
  const degrees = Math.min(cells.size, columns.size) - 1;
  if (degrees < 1) return 0;
  // χ² / n = Σ observed² / (row total · column total) − 1
  let sum = 0;
  for (const line of cells.values()) {
    const total = [...line.values()].reduce((count, next) => count + next, 0);
    for (const [other, count] of line) sum += count ** 2 / (total * (columns.get(other) ?? rows));
  }
  return Math.sqrt(Math.min(1, Math.max(0, (sum - 1) / degrees)));
}
