import { at } from "../../base/ndarray.js";

/**
 * Cut rows into pieces of equally many, `asked` of them at most, by their numbers: equal numbers are in one piece, that in which the
 * middle of their ranks falls, so there may be fewer. With a piece for every row every distinct number is one.
 *
 * values [n], `order` [m] rows in ascending order of value, none NaN -> [m] piece of each, 0..count - 1 rising without gaps.
 */
export function cutEqually(values: Float64Array, order: ArrayLike<number>, asked: number) {
  const rows = order.length;
  const pieces = new Int32Array(rows);
  let [count, lastQuota] = [0, -1];
  for (let start = 0; start < rows;) {
    let end = start + 1;
    const value = at(values, at(order, start));
    while (end < rows && at(values, at(order, end)) === value) end += 1;
    const quota = Math.floor((asked * (start + end - 1)) / 2 / rows);
    if (quota !== lastQuota) count += 1;
    lastQuota = quota;
    pieces.fill(count - 1, start, end);
    start = end;
  }
  return { pieces, count };
}
