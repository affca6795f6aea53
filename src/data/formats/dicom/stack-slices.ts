import { DataError } from "../../../base/errors.js";
import type { NdArray } from "../../../base/ndarray.js";
import { at, sameShape } from "../../../base/ndarray.js";
import type { DecodedImage } from "../decoded-image.js";
import { arrayOver } from "../elements.js";
import type { StoredVolume } from "../volume/canonical-orientation.js";
import type { DicomPlane, Vector3 } from "./geometry.js";
import { dot, minus, normalOf } from "./geometry.js";

/** One slice of a series: its decoded frame, where it lies, and how messages call it. */
export interface DicomSlice {
  readonly image: DecodedImage;
  readonly plane: DicomPlane | null;
  readonly source: string;
}

interface PlacedSlice extends DicomSlice {
  readonly plane: DicomPlane;
  /** Millimetres along the normal. */
  readonly height: number;
}

/** Directions of one series agree to this; they are written with 6 digits or more. */
const directionTolerance = 1e-4;

/** Two slices nearer than this, in millimetres, are at one position. */
const samePosition = 1e-3;

/**
 * Slices may lie off their even places by 1 % of the distance between them, or by this many millimetres where that is more:
 * positions are often written with two decimals.
 */
const leastTolerance = 0.01;

/** The line through the slices may lean from their normal by this much (0.6 degrees); a tilted gantry leans by more. */
const mostLean = 0.01;

/**
 * Grey slices as a volume, in the order of their positions along the normal (row × column direction), from low to high,
 * whatever their order here. The affine goes from DICOM's left, posterior, superior to RAS+; its step from slice to slice
 * is that of the positions.
 * @throws DataError naming the slices: fewer than two; one without position or spacing, or in colour; slices that differ in
 * size, type, spacing or orientation; two at one position; a distance that differs from the median of all (a slice may be
 * missing); slices off one line, or on a line that leans from the normal (a tilted gantry).
 * @source DICOM PS3.3 C.7.6.2.1.1.
 */
export function stackSlices(slices: readonly DicomSlice[], source: string): StoredVolume {
  if (slices.length < 2) {
    throw new DataError(source, "a DICOM series needs two slices or more", { got: slices.length });
  }
  const sorted = slices.map(placeSlice).sort((left, right) => left.height - right.height);
  const first = at(sorted, 0);
  for (const slice of sorted) requireAlike(slice, first);
  requireEvenSteps(sorted);
  const step = requireOneLine(sorted);
  return { samples: joinSlices(sorted), affine: affineOf(first, step) };
}

function placeSlice(slice: DicomSlice): PlacedSlice {
  const { plane, image, source } = slice;
  if (plane === null || image.spacingMm === null || image.channels !== "grey") {
    throw new DataError(
      source,
      "a slice of a DICOM series is grey and has a position and a spacing",
      {
        position: plane !== null,
        spacing: image.spacingMm !== null,
        channels: image.channels,
      },
    );
  }
  return { ...slice, plane, height: dot(normalOf(plane), plane.positionMm) };
}

function requireAlike(slice: PlacedSlice, first: PlacedSlice): void {
  const { samples, spacingMm } = slice.image;
  const directions = ({ plane }: PlacedSlice) => [...plane.rowDirection, ...plane.columnDirection];
  const others = directions(first);
  const differences = {
    size: !sameShape(samples.shape, first.image.samples.shape),
    type: samples.dtype !== first.image.samples.dtype,
    spacing: !sameShape(spacingMm ?? [], first.image.spacingMm ?? []),
    orientation: directions(slice).some(
      (value, index) => Math.abs(value - at(others, index)) > directionTolerance,
    ),
  };
  for (const [name, differs] of Object.entries(differences)) {
    if (!differs) continue;
    throw new DataError(slice.source, `slices of the DICOM series differ in ${name}`, {
      other: first.source,
      advice: "Give the slices of one series only, without its localiser.",
    });
  }
}

/** Distances from slice to slice along the normal: none is 0, and all are as their median. */
function requireEvenSteps(sorted: readonly PlacedSlice[]): void {
  const steps = sorted.slice(1).map(({ height }, index) => height - at(sorted, index).height);
  const same = steps.findIndex((step) => step < samePosition);
  if (same >= 0) {
    throw new DataError(
      at(sorted, same + 1).source,
      "two slices of the DICOM series are at one position",
      {
        other: at(sorted, same).source,
        advice: "Give one volume only: one time, one echo, no file twice.",
      },
    );
  }
  const median = at(
    [...steps].sort((left, right) => left - right),
    Math.floor(steps.length / 2),
  );
  const odd = steps.findIndex((step) => Math.abs(step - median) > toleranceOf(median));
  if (odd < 0) return;
  const missing = Math.round(at(steps, odd) / median) - 1;
  throw new DataError(
    at(sorted, odd + 1).source,
    missing > 0
      ? "slices of the DICOM series are missing"
      : "slices of the DICOM series are at uneven distances",
    {
      expected: `${median.toFixed(3)} mm`,
      got: `${at(steps, odd).toFixed(3)} mm`,
      other: at(sorted, odd).source,
      ...(missing > 0 ? { missing } : {}),
    },
  );
}

/** The mean step from slice to slice, in DICOM's axes, after the check that all slices lie where it puts them. */
function requireOneLine(sorted: readonly PlacedSlice[]): Vector3 {
  const first = at(sorted, 0);
  const last = at(sorted, sorted.length - 1);
  const [x, y, z] = minus(last.plane.positionMm, first.plane.positionMm);
  const count = sorted.length - 1;
  const step: Vector3 = [x / count, y / count, z / count];
  const height = (last.height - first.height) / count;
  const { rowDirection, columnDirection } = first.plane;
  const sideways = Math.hypot(dot(step, rowDirection), dot(step, columnDirection));
  if (sideways > mostLean * height) {
    throw new DataError(last.source, "slices of the DICOM series are shifted sideways", {
      expected: `at most ${(mostLean * height).toFixed(3)} mm a slice`,
      got: `${sideways.toFixed(3)} mm`,
      other: first.source,
      advice: "A tilted gantry must be corrected first.",
    });
  }
  for (const [index, { plane, source }] of sorted.entries()) {
    const [dx, dy, dz] = minus(plane.positionMm, first.plane.positionMm);
    const off = Math.hypot(dx - index * step[0], dy - index * step[1], dz - index * step[2]);
    if (off <= toleranceOf(height)) continue;
    throw new DataError(source, "slices of the DICOM series do not lie evenly on one line", {
      expected: `off by at most ${toleranceOf(height).toFixed(3)} mm`,
      got: `${off.toFixed(3)} mm`,
    });
  }
  return step;
}

function toleranceOf(step: number): number {
  return Math.max(0.01 * step, leastTolerance);
}

/** [K, J, I] from slices [1, J, I], as bytes. */
function joinSlices(sorted: readonly PlacedSlice[]): NdArray {
  const { dtype, shape, data } = at(sorted, 0).image.samples;
  const joined = new Uint8Array(sorted.length * data.byteLength);
  for (const [index, { image }] of sorted.entries()) {
    const { buffer, byteOffset, byteLength } = image.samples.data;
    joined.set(new Uint8Array(buffer, byteOffset, byteLength), index * byteLength);
  }
  return arrayOver(joined.buffer, dtype, [sorted.length, ...shape.slice(1)]);
}

/** Columns: the steps along i (columns), j (rows), k (slices) and the first sample; left and posterior change their sign. */
function affineOf({ plane, image }: PlacedSlice, step: Vector3): number[] {
  const [rowMm = 0, columnMm = 0] = image.spacingMm ?? [];
  const rows = [0, 1, 2].flatMap((axis) => {
    const steps = [
      at(plane.rowDirection, axis) * columnMm,
      at(plane.columnDirection, axis) * rowMm,
      at(step, axis),
      at(plane.positionMm, axis),
    ];
    return steps.map((value) => (axis === 2 ? value : -value));
  });
  return [...rows, 0, 0, 0, 1];
}
