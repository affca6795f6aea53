/** Some rows of a table, row-major [n, width] -> [rows, width], in the order of `rows`; one may come twice. */
export function pickRows(
  table: ArrayLike<number>,
  width: number,
  rows: ArrayLike<number>,
): Float64Array {
  const picked = new Float64Array(rows.length * width);
  for (let place = 0; place < rows.length; place++) {
    const start = (rows[place] ?? 0) * width;
    for (let column = 0; column < width; column++) {
      picked[place * width + column] = table[start + column] ?? NaN;
    }
  }
  return picked;
}
