import { FormatError } from "../../../base/errors.js";
import type { Planes } from "./planes.js";

/**
 * What each value of the tag Orientation says of the stored rows and columns. The picture as a person is to see it
 * has, at (row, column), the stored sample at (row, column), mirrored where said, axes exchanged first where said.
 */
const moves = [
  { transposed: false, flipRows: false, flipColumns: false },
  { transposed: false, flipRows: false, flipColumns: true },
  { transposed: false, flipRows: true, flipColumns: true },
  { transposed: false, flipRows: true, flipColumns: false },
  { transposed: true, flipRows: false, flipColumns: false },
  { transposed: true, flipRows: true, flipColumns: false },
  { transposed: true, flipRows: true, flipColumns: true },
  { transposed: true, flipRows: false, flipColumns: true },
] as const;

/**
 * The picture upright. `orientation` is the value of the tag of EXIF and TIFF: 1 as stored, 2 mirrored left to right,
 * 3 turned by 180°, 4 mirrored top to bottom, 5 transposed, 6 to be turned right by 90°, 7 transposed over the other
 * diagonal, 8 to be turned left by 90°. 0, which some telephones write for "not known", is as 1: so has every viewer.
 * @throws FormatError with `where` for any other value.
 * @source TIFF 6.0, tag 274; EXIF 2.32, section 4.6.4.
 */
export function applyOrientation(planes: Planes, orientation: number, where: string): Planes {
  const move = moves[orientation === 0 ? 0 : orientation - 1];
  if (move === undefined) {
    throw new FormatError(where, "unknown orientation of a picture", {
      expected: "0 to 8",
      got: orientation,
    });
  }
  if (move === moves[0]) return planes;
  const { words, channels, height: storedHeight, width: storedWidth } = planes;
  const [height, width] = move.transposed
    ? [storedWidth, storedHeight]
    : [storedHeight, storedWidth];
  // Stored place of the upper left sample, and the steps to the next row and column.
  const lastRow = (storedHeight - 1) * storedWidth;
  const lastColumn = storedWidth - 1;
  const start = (move.flipRows ? lastRow : 0) + (move.flipColumns ? lastColumn : 0);
  const alongRows = move.flipRows ? -storedWidth : storedWidth;
  const alongColumns = move.flipColumns ? -1 : 1;
  const [rowStep, columnStep] = move.transposed
    ? [alongColumns, alongRows]
    : [alongRows, alongColumns];
  // A copy for its type and length; every word of it is written anew.
  const upright = words.slice();
  let to = 0;
  for (let channel = 0; channel < channels; channel++) {
    const corner = channel * height * width + start;
    for (let row = 0; row < height; row++) {
      let from = corner + row * rowStep;
      for (let column = 0; column < width; column++, from += columnStep) {
        upright[to++] = words[from] ?? 0;
      }
    }
  }
  return { words: upright, channels, height, width };
}
