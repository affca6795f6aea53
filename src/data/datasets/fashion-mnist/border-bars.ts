/** An edge of the picture, row 0 on top. */
type Edge = "left" | "right" | "top" | "bottom";

/** Width of a bar, pixels. */
export const barWidth = 3;

/**
 * MIMM's ten patterns: which edges have a white bar. Pattern i goes with garment i in training.
 * @source Fay et al. 2023, the authors' code (lab-midas/MIMM, Create_Dataset_FashionMNIST.py).
 */
const patternEdges: readonly (readonly Edge[])[] = [
  ["left"],
  ["right"],
  ["top"],
  ["bottom"],
  ["left", "right"],
  ["top", "bottom"],
  ["left", "top"],
  ["bottom", "right"],
  ["top", "right"],
  ["left", "bottom"],
];

/** Names of the patterns, in their order: `left`, …, `left+bottom`. */
export const patternNames: readonly string[] = patternEdges.map((edges) => edges.join("+"));

/** Paint the bars of `pattern` in white (1) over a square picture of `side` pixels at `out[offset ...]`. */
export function paintBars(pattern: number, side: number, out: Float32Array, offset: number): void {
  const last = side - barWidth;
  for (const edge of patternEdges[pattern] ?? []) {
    const upright = edge === "left" || edge === "right";
    const from = edge === "right" || edge === "bottom" ? last : 0;
    for (let across = from; across < from + barWidth; across++) {
      for (let along = 0; along < side; along++) {
        out[offset + (upright ? along * side + across : across * side + along)] = 1;
      }
    }
  }
}
