/**
 * Target sample q of a picture [H, W], q = (row, column), is the source at p = m · (q, 1), between samples linear; beyond the
 * edge the edge goes on. `m` [2, 3] is row by row; source and target do not overlap.
 */
export function samplePicture(
  source: Float32Array,
  target: Float32Array,
  offset: number,
  space: readonly number[],
  m: Float64Array,
): void {
  const [height = 1, width = 1] = space;
  const [m00 = 0, m01 = 0, m02 = 0, m10 = 0, m11 = 0, m12 = 0] = m;
  let index = offset;
  for (let row = 0; row < height; row++) {
    const startRow = m00 * row + m02;
    const startColumn = m10 * row + m12;
    for (let column = 0; column < width; column++) {
      const v = within(startRow + m01 * column, height - 1);
      const u = within(startColumn + m11 * column, width - 1);
      const top = Math.floor(v);
      const left = Math.floor(u);
      const right = left + 1 < width ? 1 : 0;
      const above = top * width + left;
      const below = top + 1 < height ? above + width : above;
      const along = u - left;
      const upper = (source[above] ?? 0) * (1 - along) + (source[above + right] ?? 0) * along;
      const lower = (source[below] ?? 0) * (1 - along) + (source[below + right] ?? 0) * along;
      target[index++] = upper * (1 - (v - top)) + lower * (v - top);
    }
  }
}

/** The same for a volume [X, Y, Z] and `m` [3, 4]. */
export function sampleVolume(
  source: Float32Array,
  target: Float32Array,
  offset: number,
  space: readonly number[],
  m: Float64Array,
): void {
  const [depth = 1, height = 1, width = 1] = space;
  const [m00 = 0, m01 = 0, m02 = 0, m03 = 0, m10 = 0, m11 = 0] = m;
  const [, , , , , , m12 = 0, m13 = 0, m20 = 0, m21 = 0, m22 = 0, m23 = 0] = m;
  let index = offset;
  for (let x = 0; x < depth; x++) {
    for (let y = 0; y < height; y++) {
      const startX = m00 * x + m01 * y + m03;
      const startY = m10 * x + m11 * y + m13;
      const startZ = m20 * x + m21 * y + m23;
      for (let z = 0; z < width; z++) {
        const w = within(startX + m02 * z, depth - 1);
        const v = within(startY + m12 * z, height - 1);
        const u = within(startZ + m22 * z, width - 1);
        const front = Math.floor(w);
        const top = Math.floor(v);
        const left = Math.floor(u);
        const right = left + 1 < width ? 1 : 0;
        const down = top + 1 < height ? width : 0;
        const back = front + 1 < depth ? height * width : 0;
        const first = (front * height + top) * width + left;
        const second = first + back;
        const alongU = u - left;
        const alongV = v - top;
        const alongW = w - front;
        const a = (source[first] ?? 0) * (1 - alongU) + (source[first + right] ?? 0) * alongU;
        const b =
          (source[first + down] ?? 0) * (1 - alongU) + (source[first + down + right] ?? 0) * alongU;
        const c = (source[second] ?? 0) * (1 - alongU) + (source[second + right] ?? 0) * alongU;
        const d =
          (source[second + down] ?? 0) * (1 - alongU) +
          (source[second + down + right] ?? 0) * alongU;
        const nearer = a * (1 - alongV) + b * alongV;
        const farther = c * (1 - alongV) + d * alongV;
        target[index++] = nearer * (1 - alongW) + farther * alongW;
      }
    }
  }
}

/** `position` brought into 0..last. */
function within(position: number, last: number): number {
  return position < 0 ? 0 : position > last ? last : position;
}
