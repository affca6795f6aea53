/** Samples that one image may be moved against the other, in each direction of the last two axes. */
export const mostShift = 2;

/**
 * Pearson correlation of two images over the samples that both have when `right` is moved by (`down`, `across`) samples
 * along the last two axes; 0 where one of them is constant there.
 * @param shape of both, [..., H, W].
 */
export function shiftedCorrelation(
  left: Float32Array,
  right: Float32Array,
  shape: readonly number[],
  down: number,
  across: number,
): number {
  const height = shape.at(-2) ?? 1;
  const width = shape.at(-1) ?? 1;
  const plane = height * width;
  const columns = width - Math.abs(across);
  let count = 0;
  let [sumLeft, sumRight, squareLeft, squareRight, product] = [0, 0, 0, 0, 0];
  // Differences to one sample: sums of squares of large values would cancel.
  const [zeroLeft, zeroRight] = [left[0] ?? 0, right[0] ?? 0];
  for (let start = 0; start < left.length; start += plane) {
    for (let row = Math.max(0, down); row < height + Math.min(0, down); row++) {
      let own = start + row * width + Math.max(0, across);
      let other = start + (row - down) * width + Math.max(0, -across);
      for (let column = 0; column < columns; column++) {
        const a = (left[own++] ?? 0) - zeroLeft;
        const b = (right[other++] ?? 0) - zeroRight;
        sumLeft += a;
        sumRight += b;
        squareLeft += a * a;
        squareRight += b * b;
        product += a * b;
      }
      count += columns;
    }
  }
  const variances =
    (squareLeft - (sumLeft * sumLeft) / count) * (squareRight - (sumRight * sumRight) / count);
  return variances > 0 ? (product - (sumLeft * sumRight) / count) / Math.sqrt(variances) : 0;
}

/** Is the correlation at least `least` for a shift of at most {@link mostShift}? As they lie is looked at first. */
export function isAlike(
  left: Float32Array,
  right: Float32Array,
  shape: readonly number[],
  least: number,
): boolean {
  if (shiftedCorrelation(left, right, shape, 0, 0) >= least) return true;
  for (let down = -mostShift; down <= mostShift; down++) {
    for (let across = -mostShift; across <= mostShift; across++) {
      if (shiftedCorrelation(left, right, shape, down, across) >= least) return true;
    }
  }
  return false;
}

/** Cosine of two thumbnails of {@link Signatures}, which have no mean: their correlation. */
export function thumbnailCosine(
  thumbnails: Int8Array,
  left: number,
  right: number,
  size: number,
): number {
  let [squareLeft, squareRight, product] = [0, 0, 0];
  for (let index = 0; index < size; index++) {
    const a = thumbnails[left * size + index] ?? 0;
    const b = thumbnails[right * size + index] ?? 0;
    squareLeft += a * a;
    squareRight += b * b;
    product += a * b;
  }
  return squareLeft * squareRight > 0 ? product / Math.sqrt(squareLeft * squareRight) : 0;
}
