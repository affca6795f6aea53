/** A grey plane made smaller: means over blocks, row by row. */
export interface ReducedPlane {
  readonly rows: number;
  readonly columns: number;
  /** [rows · columns]. */
  readonly means: Float64Array;
}

/**
 * A plane [height · width] as at most `most` x `most` means of blocks: block i of an axis of n samples in B blocks covers the
 * samples ⌊i n / B⌋ to ⌊(i + 1) n / B⌋ − 1, B = min(n, most). Each sample is in one block; a plane that is small enough is
 * copied.
 */
export function reducePlane(
  plane: Float32Array | Float64Array,
  height: number,
  width: number,
  most: number,
): ReducedPlane {
  const [rows, columns] = [Math.min(height, most), Math.min(width, most)];
  const starts = (extent: number, blocks: number) =>
    Int32Array.from({ length: blocks + 1 }, (_, block) => Math.floor((block * extent) / blocks));
  const [downs, acrosses] = [starts(height, rows), starts(width, columns)];
  const means = new Float64Array(rows * columns);
  let to = 0;
  for (let down = 0; down < rows; down++) {
    const [top, bottom] = [downs[down] ?? 0, downs[down + 1] ?? height];
    for (let across = 0; across < columns; across++) {
      const [left, right] = [acrosses[across] ?? 0, acrosses[across + 1] ?? width];
      // In a number of its own, so that blocks do not wait for each other.
      let sum = 0;
      for (let row = top; row < bottom; row++) {
        const end = row * width + right;
        for (let at = row * width + left; at < end; at++) sum += plane[at] ?? 0;
      }
      means[to++] = sum / ((bottom - top) * (right - left));
    }
  }
  return { rows, columns, means };
}
