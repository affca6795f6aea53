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
    Array.from({ length: blocks + 1 }, (_, block) => Math.floor((block * extent) / blocks));
  const [downs, acrosses] = [starts(height, rows), starts(width, columns)];
  const columnOf = new Int32Array(width);
  for (let block = 0; block < columns; block++) {
    columnOf.fill(block, acrosses[block] ?? 0, acrosses[block + 1] ?? width);
  }
  const means = new Float64Array(rows * columns);
  for (let block = 0; block < rows; block++) {
    const [top, bottom] = [downs[block] ?? 0, downs[block + 1] ?? height];
    for (let row = top; row < bottom; row++) {
      for (let column = 0; column < width; column++) {
        const to = block * columns + (columnOf[column] ?? 0);
        means[to] = (means[to] ?? 0) + (plane[row * width + column] ?? 0);
      }
    }
    for (let column = 0; column < columns; column++) {
      const wide = (acrosses[column + 1] ?? width) - (acrosses[column] ?? 0);
      const to = block * columns + column;
      means[to] = (means[to] ?? 0) / ((bottom - top) * wide);
    }
  }
  return { rows, columns, means };
}
