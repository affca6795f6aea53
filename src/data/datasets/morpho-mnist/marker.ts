/** First row and column of the marker, pixels. */
const markerStart = 1;
/** Its side, pixels. */
const markerSide = 3;

/**
 * Paint the corner marker over a square picture of `side` pixels at `out[offset ...]`: a white (1) square of
 * 3 × 3 pixels, one pixel away from the left and from the top edge.
 *
 * Our own third factor: neither Morpho-MNIST nor MIMM has it.
 */
export function paintMarker(side: number, out: Float32Array, offset: number): void {
  for (let row = markerStart; row < markerStart + markerSide; row++) {
    const start = offset + row * side + markerStart;
    out.fill(1, start, start + markerSide);
  }
}
