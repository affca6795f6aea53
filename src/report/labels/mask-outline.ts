/** A mask of a picture: not 0 is inside. */
export interface PictureMask {
  readonly height: number;
  readonly width: number;
  /** [H · W]. */
  readonly values: Uint8Array;
}

/**
 * The edges between the pixels of a mask and those outside as the path of an SVG, in pixels from the upper left corner: runs to
 * the right, then runs down. The border of the picture is outside. "" for an empty mask.
 */
export function maskOutline({ height, width, values }: PictureMask): string {
  const isInside = (y: number, x: number): boolean =>
    y >= 0 && y < height && x >= 0 && x < width && values[y * width + x] !== 0;
  const across = runs(height, width, (y, x) => isInside(y - 1, x) !== isInside(y, x));
  const down = runs(width, height, (x, y) => isInside(y, x - 1) !== isInside(y, x));
  return [
    ...across.map(({ line, start, length }) => `M${start} ${line}h${length}`),
    ...down.map(({ line, start, length }) => `M${line} ${start}v${length}`),
  ].join("");
}

/** Runs of edges on each of the lines 0..`lines`. */
function runs(lines: number, length: number, isEdge: (line: number, place: number) => boolean) {
  const found: { line: number; start: number; length: number }[] = [];
  for (let line = 0; line <= lines; line++) {
    for (let start = 0; start < length; start++) {
      if (!isEdge(line, start)) continue;
      let end = start + 1;
      while (end < length && isEdge(line, end)) end++;
      found.push({ line, start, length: end - start });
      start = end;
    }
  }
  return found;
}
