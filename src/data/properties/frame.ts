import { at } from "../../base/ndarray.js";
import type { ImageProperty } from "./image-property.js";

/**
 * Share of the picture inside its rim that is a uniform dark margin: dark blocks (of at most 32 x 32) from which a straight line
 * of dark blocks runs to the rim, the outermost 1/16. Dark: at most 8 % of the way from the darkest block inside the rim to the
 * brightest one in the central half.
 *
 * 0..1. Frames, collimation, the round view of an endoscope or dermatoscope, and the air beside a patient; a frame that is no wider
 * than the rim is a {@link border}. Gain and offset do not change it.
 */
export const blackFrame: ImageProperty = {
  title: "black frame",
  unit: "share of the picture",
  high: "a wider dark margin",
  measure: ({ frame, coarse: { rows, columns }, rim }) =>
    frame.reduce((sum, value) => sum + value, 0) /
    (Math.max(1, rows - 2 * rim) * Math.max(1, columns - 2 * rim)),
};

/** Of each side, at either end: corners have a property of their own. */
const cornerShare = 0.25;

/**
 * How much brighter the edge of what is shown is than the inside: (mean of the ring − mean of the central half) / standard
 * deviation in the central half. The ring is the outermost 1/16 of the picture (one block at least), of the box that is left without
 * a black frame, without its corners (a quarter of each side).
 *
 * Any number. Gain and offset do not change it. NaN where the central half is constant, or all is frame.
 */
export const border: ImageProperty = {
  title: "border",
  unit: "standard deviations",
  high: "a brighter border",
  measure({ coarse, frame, rim, content, level, spread }) {
    const { top, bottom, left, right } = content;
    const [cornerRows, cornerColumns] = [
      (bottom - top) * cornerShare,
      (right - left) * cornerShare,
    ];
    let [sum, count] = [0, 0];
    for (let row = top; row < bottom; row++) {
      const fromRow = Math.min(row - top, bottom - 1 - row);
      for (let column = left; column < right; column++) {
        const fromColumn = Math.min(column - left, right - 1 - column);
        const isRing = fromRow < rim || fromColumn < rim;
        const isCorner = fromRow < cornerRows && fromColumn < cornerColumns;
        const index = row * coarse.columns + column;
        if (!isRing || isCorner || frame[index] === 1) continue;
        sum += at(coarse.means, index);
        count += 1;
      }
    }
    return count > 0 && spread > 0 ? (sum / count - level) / spread : NaN;
  },
};
