import { FormatError } from "../../../base/errors.js";
import type { FunctionalGroups } from "./functional-groups.js";
import { macroOf } from "./functional-groups.js";
import { numbersOf, whereIs } from "./values.js";

/** Where the spacing of a picture comes from. */
export type SpacingSource = "PixelSpacing" | "ImagerPixelSpacing";

/** Millimetres between rows and between columns. At the detector (ImagerPixelSpacing) bodies are magnified. */
export interface DicomSpacing {
  readonly rowMm: number;
  readonly columnMm: number;
  readonly source: SpacingSource;
}

export type Vector3 = readonly [number, number, number];

/** Where a frame lies in the patient, in DICOM's axes: x to the left, y to the back, z to the head. */
export interface DicomPlane {
  /** Centre of the first sample, millimetres. */
  readonly positionMm: Vector3;
  /** Unit vector of growing column index. */
  readonly rowDirection: Vector3;
  /** Unit vector of growing row index. */
  readonly columnDirection: Vector3;
}

/**
 * The spacing of a frame: Pixel Spacing, else Imager Pixel Spacing, else null.
 * @throws FormatError with the attribute: not two numbers above 0.
 * @source DICOM PS3.3 10.7.1.3: first between rows (down), then between columns (across).
 */
export function readSpacing(groups: FunctionalGroups, index: number): DicomSpacing | null {
  const measures = macroOf(groups, index, "PixelMeasuresSequence");
  const places = [
    [measures, "PixelSpacing"],
    [groups.set, "ImagerPixelSpacing"],
  ] as const;
  for (const [holder, source] of places) {
    const values = numbersOf(holder, source);
    const [rowMm, columnMm] = values;
    if (rowMm === undefined) continue;
    if (columnMm === undefined || values.length !== 2 || !(rowMm > 0 && columnMm > 0)) {
      throw new FormatError(whereIs(holder, source), "DICOM spacing is not two numbers above 0", {
        got: values,
      });
    }
    return { rowMm, columnMm, source };
  }
  return null;
}

/** How far from unit length and right angles directions may be: DS texts are cut to 16 letters, often to 6 digits. */
const directionTolerance = 1e-3;

/**
 * Where a frame lies in the patient; null where the file says neither position nor orientation (a radiograph).
 * @throws FormatError with the attribute: one without the other, another count of numbers, directions that are no unit
 * vectors at right angles.
 * @source DICOM PS3.3 C.7.6.2.1.1.
 */
export function readPlane(groups: FunctionalGroups, index: number): DicomPlane | null {
  const positions = macroOf(groups, index, "PlanePositionSequence");
  const orientations = macroOf(groups, index, "PlaneOrientationSequence");
  const position = numbersOf(positions, "ImagePositionPatient");
  const orientation = numbersOf(orientations, "ImageOrientationPatient");
  if (position.length === 0 && orientation.length === 0) return null;
  const [x, y, z] = position;
  if (x === undefined || y === undefined || z === undefined || position.length !== 3) {
    throw new FormatError(
      whereIs(positions, "ImagePositionPatient"),
      "DICOM position is no point",
      {
        expected: "three numbers",
        got: position,
      },
    );
  }
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = orientation;
  const rowDirection: Vector3 = [a, b, c];
  const columnDirection: Vector3 = [d, e, f];
  const errors = [
    dot(rowDirection, rowDirection) - 1,
    dot(columnDirection, columnDirection) - 1,
    dot(rowDirection, columnDirection),
  ];
  if (orientation.length !== 6 || errors.some((error) => Math.abs(error) > directionTolerance)) {
    throw new FormatError(
      whereIs(orientations, "ImageOrientationPatient"),
      "DICOM orientation is not two unit vectors at right angles",
      { got: orientation },
    );
  }
  return { positionMm: [x, y, z], rowDirection, columnDirection };
}

export function dot(left: Vector3, right: Vector3): number {
  return left[0] * right[0] + left[1] * right[1] + left[2] * right[2];
}

export function minus(left: Vector3, right: Vector3): Vector3 {
  return [left[0] - right[0], left[1] - right[1], left[2] - right[2]];
}

/** Row × column direction. */
export function normalOf({ rowDirection: r, columnDirection: c }: DicomPlane): Vector3 {
  return [r[1] * c[2] - r[2] * c[1], r[2] * c[0] - r[0] * c[2], r[0] * c[1] - r[1] * c[0]];
}
