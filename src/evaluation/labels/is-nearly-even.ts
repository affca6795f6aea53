/** Maps that differ by no more than this share of their largest value are nearly even. */
export const nearlyEvenShare = 0.1;

/**
 * Does a map tell places hardly apart? (largest − least) ≤ largest / 10 of what is drawn of it, max(0, map). Drawn up to its own
 * largest value such a map covers the whole picture, and looks as strong as one that looks everywhere with reason.
 * A map without a value above 0, of which nothing is drawn, is even; so is one of no places.
 */
export function isNearlyEven(map: ArrayLike<number>): boolean {
  let [least, largest] = [Infinity, 0];
  for (let place = 0; place < map.length; place++) {
    const drawn = Math.max(0, map[place] ?? 0);
    least = Math.min(least, drawn);
    largest = Math.max(largest, drawn);
  }
  return largest === 0 || largest - least <= nearlyEvenShare * largest;
}
