/** Some rows of a table [n, width]. */
export function pickRows(table: Float64Array, width: number, rows: Int32Array): Float64Array {
  const picked = new Float64Array(rows.length * width);
  for (let place = 0; place < rows.length; place++) {
    const start = (rows[place] ?? 0) * width;
    picked.set(table.subarray(start, start + width), place * width);
  }
  return picked;
}
