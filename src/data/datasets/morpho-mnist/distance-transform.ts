/**
 * Squared Euclidean distance of every pixel to the nearest pixel of `mask` that equals `target`, to `out`;
 * 0 on such pixels. What lies outside the grid is no target. At least one pixel must be a target:
 * otherwise every value is (height + width)² or more.
 */
export type DistanceTransform = (mask: Uint8Array, target: 0 | 1, out: Int32Array) => void;

/**
 * Exact distance transform for masks [height, width], linear in the number of pixels, integers throughout.
 * The returned function owns its buffers.
 * @source Meijster, Roerdink, Hesselink: "A general algorithm for computing distance transforms in linear
 * time", 2000, figures 2 and 5.
 */
export function createDistanceTransform(height: number, width: number): DistanceTransform {
  const columnSquared = new Int32Array(height * width);
  const envelope = { site: new Int32Array(width), start: new Int32Array(width) };
  return (mask, target, out) => {
    scanColumns(mask, target, columnSquared, width);
    for (let row = 0; row < height; row++) scanRow(row * width, columnSquared, envelope, out);
  };
}

/** Squared distance to the nearest target in the same column; (height + width)² where there is none. */
function scanColumns(
  mask: Uint8Array,
  target: 0 | 1,
  columnSquared: Int32Array,
  width: number,
): void {
  const size = mask.length;
  const none = size / width + width;
  for (let at = 0; at < size; at++) {
    const above = at < width ? none : (columnSquared[at - width] ?? 0);
    columnSquared[at] = mask[at] === target ? 0 : Math.min(above + 1, none);
  }
  for (let at = size - width - 1; at >= 0; at--) {
    columnSquared[at] = Math.min(columnSquared[at] ?? 0, (columnSquared[at + width] ?? 0) + 1);
  }
  for (let at = 0; at < size; at++) columnSquared[at] = square(columnSquared[at] ?? 0);
}

/** Parabolas of the lower envelope: `site[k]` is lowest from `start[k]` on. */
interface Envelope {
  readonly site: Int32Array;
  readonly start: Int32Array;
}

/**
 * Minimum over i of (x − i)² + columnSquared[i] for each x of the row that begins at `base`. Between two
 * targets of the row no column outside can be nearer, so each gap is solved alone.
 */
function scanRow(
  base: number,
  columnSquared: Int32Array,
  envelope: Envelope,
  out: Int32Array,
): void {
  const width = envelope.site.length;
  let from = 0;
  for (let column = 0; column < width; column++) {
    if (columnSquared[base + column] !== 0) continue;
    if (column - from > 1) scanGap(base + from, column - from + 1, columnSquared, envelope, out);
    else if (column > from) out[base + from] = Math.min(columnSquared[base + from] ?? 0, 1);
    out[base + column] = 0;
    from = column;
  }
  scanGap(base + from, width - from, columnSquared, envelope, out);
}

/** The minimum over the `length` columns from `base` on, for each of them. */
function scanGap(
  base: number,
  length: number,
  columnSquared: Int32Array,
  { site, start }: Envelope,
  out: Int32Array,
): void {
  let top = 0;
  site[0] = 0;
  start[0] = 0;
  for (let column = 1; column < length; column++) {
    const own = columnSquared[base + column] ?? 0;
    while (top >= 0) {
      const from = start[top] ?? 0;
      const other = site[top] ?? 0;
      const otherValue = square(from - other) + (columnSquared[base + other] ?? 0);
      if (otherValue <= square(from - column) + own) break;
      top--;
    }
    if (top < 0) {
      top = 0;
      site[0] = column;
      start[0] = 0;
      continue;
    }
    const other = site[top] ?? 0;
    const rise = own - (columnSquared[base + other] ?? 0) + square(column) - square(other);
    const from = 1 + Math.floor(rise / (2 * (column - other)));
    if (from < length) {
      top++;
      site[top] = column;
      start[top] = from;
    }
  }
  for (let column = length - 1; column >= 0; column--) {
    const other = site[top] ?? 0;
    out[base + column] = square(column - other) + (columnSquared[base + other] ?? 0);
    if (column === start[top]) top--;
  }
}

/** Faster than `** 2`, which is a call of the general power. */
function square(value: number): number {
  return value * value;
}
