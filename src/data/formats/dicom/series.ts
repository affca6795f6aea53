import { DataError } from "../../../base/errors.js";
import type { NdArray } from "../../../base/ndarray.js";
import { sameShape } from "../../../base/ndarray.js";
import type { DecodedImage } from "../decoded-image.js";
import { bytesPerElement, readElements, writeElements } from "../elements.js";
import type { DicomPlane, Vector3 } from "./geometry.js";
import { dot } from "./geometry.js";

/** One slice of a series: its decoded frame, where it lies, and how messages call it. */
export interface DicomSlice {
  readonly image: DecodedImage;
  readonly plane: DicomPlane | null;
  readonly source: string;
}

/** A volume along the axes of its slices: not yet in the order of axes and signs that `DecodedImage` asks for. */
export interface DicomVolume {
  /** [1, X, Y, Z]: x along the columns of a slice, y along its rows from the top, z from slice to slice. */
  readonly samples: NdArray;
  /** Millimetres along x, y, z. */
  readonly spacingMm: Vector3;
  /** 4 x 4, row by row: index (x, y, z, 1) to millimetres in RAS+. */
  readonly affine: readonly number[];
}

interface PlacedSlice extends DicomSlice {
  readonly plane: DicomPlane;
  /** Millimetres along the normal. */
  readonly height: number;
}

/** Directions of one series agree to this; they are written with 6 digits or more. */
const directionTolerance = 1e-4;

/** Steps may differ from their mean, and slices be shifted sideways, by this part of the mean. */
const stepTolerance = 0.01;

/**
 * Grey slices of one series as a volume, in the order of their positions along the normal (row × column direction), from
 * low to high, whatever their order here. The affine goes from DICOM's left, posterior, superior to RAS+.
 * @throws DataError naming the slices: fewer than two; one without position or spacing, in colour, or of another size, type,
 * spacing or orientation; two at one position; a gap (steps that differ by more than 1 %); slices that are shifted sideways
 * (a tilted gantry).
 * @source DICOM PS3.3 C.7.6.2.1.1.
 */
export function stackSlices(slices: readonly DicomSlice[], source: string): DicomVolume {
  const sorted = slices
    .map((slice) => placeSlice(slice))
    .sort((left, right) => left.height - right.height);
  const [first, second] = sorted;
  const last = sorted[sorted.length - 1];
  if (first === undefined || second === undefined || last === undefined) {
    throw new DataError(source, "a DICOM series needs two slices or more", { got: slices.length });
  }
  for (const slice of sorted) requireAlike(slice, first);
  const step = (last.height - first.height) / (sorted.length - 1);
  for (const [index, slice] of sorted.slice(1).entries()) {
    requireStep(sorted[index] ?? first, slice, step);
    requireAbove(first, slice, step);
  }
  const [rowMm = 0, columnMm = 0] = first.image.spacingMm ?? [];
  const spacingMm: Vector3 = [columnMm, rowMm, step];
  return {
    samples: joinSlices(sorted, first.image.samples),
    spacingMm,
    affine: affineOf(first.plane, spacingMm),
  };
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
      (value, index) => Math.abs(value - (others[index] ?? 0)) > directionTolerance,
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

function requireStep(below: PlacedSlice, above: PlacedSlice, step: number): void {
  const own = above.height - below.height;
  if (own < 1e-3) {
    throw new DataError(above.source, "two slices of the DICOM series are at one position", {
      other: below.source,
    });
  }
  if (Math.abs(own - step) > stepTolerance * step) {
    throw new DataError(above.source, "the DICOM series has a gap, or slices of uneven distance", {
      expected: `${step.toFixed(3)} mm`,
      got: `${own.toFixed(3)} mm`,
      other: below.source,
    });
  }
}

/** @throws DataError unless `slice` lies along the normal from `first`. */
function requireAbove(first: PlacedSlice, slice: PlacedSlice, step: number): void {
  const { rowDirection, columnDirection, positionMm } = slice.plane;
  const [x, y, z] = first.plane.positionMm;
  const offset: Vector3 = [positionMm[0] - x, positionMm[1] - y, positionMm[2] - z];
  const sideways = Math.hypot(dot(offset, rowDirection), dot(offset, columnDirection));
  if (sideways <= stepTolerance * step) return;
  throw new DataError(slice.source, "slices of the DICOM series are shifted sideways", {
    got: `${sideways.toFixed(3)} mm`,
    other: first.source,
    advice: "A tilted gantry must be corrected first.",
  });
}

/** [1, X, Y, Z] from slices [1, Y, X], element by element as bytes, so that one loop serves all types. */
function joinSlices(slices: readonly PlacedSlice[], { dtype, shape }: NdArray): NdArray {
  const [, rows = 0, columns = 0] = shape;
  const depth = slices.length;
  const size = bytesPerElement(dtype);
  const joined = new Uint8Array(rows * columns * depth * size);
  for (const [z, slice] of slices.entries()) {
    const from = writeElements(slice.image.samples, "little");
    for (let y = 0; y < rows; y++) {
      for (let x = 0; x < columns; x++) {
        const source = (y * columns + x) * size;
        const target = ((x * rows + y) * depth + z) * size;
        for (let byte = 0; byte < size; byte++) joined[target + byte] = from[source + byte] ?? 0;
      }
    }
  }
  return readElements(joined, 0, dtype, [1, columns, rows, depth], "little");
}

/** Columns: the steps along x, y, z and the first sample; left and posterior change their sign for RAS+. */
function affineOf(plane: DicomPlane, [xMm, yMm, zMm]: Vector3): number[] {
  const normal = normalOf(plane);
  const rows = [0, 1, 2].map((axis) => {
    const sign = axis === 2 ? 1 : -1;
    const steps = [
      (plane.rowDirection[axis] ?? 0) * xMm,
      (plane.columnDirection[axis] ?? 0) * yMm,
      (normal[axis] ?? 0) * zMm,
      plane.positionMm[axis] ?? 0,
    ];
    return steps.map((value) => sign * value);
  });
  return [...rows.flat(), 0, 0, 0, 1];
}

function normalOf({ rowDirection: r, columnDirection: c }: DicomPlane): Vector3 {
  return [r[1] * c[2] - r[2] * c[1], r[2] * c[0] - r[0] * c[2], r[0] * c[1] - r[1] * c[0]];
}
