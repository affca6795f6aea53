import { ShapeError } from "../../base/errors.js";
import { sizeOf, stridesOf } from "../../base/ndarray.js";
import type { DataSet } from "../dataset.js";

/** A picture to be looked at: rows from the top, columns from the left. */
export interface ImagePlane {
  /** Which slice of a volume: "axial", "coronal", "sagittal", or "across axis 1" where orientation is not known; null for a picture. */
  readonly name: string | null;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  /** [C, H, W]. */
  readonly data: Float32Array;
}

/** An axis of the volume, and whether the plane runs against it. */
interface PlaneAxis {
  readonly axis: 0 | 1 | 2;
  readonly reversed: boolean;
}

interface PlaneLaw {
  readonly name: string;
  /** Axis that is cut, in its middle. */
  readonly cut: 0 | 1 | 2;
  /** Axis that runs down, and the one that runs to the right. */
  readonly down: PlaneAxis;
  readonly right: PlaneAxis;
}

const against = (axis: PlaneAxis["axis"]): PlaneAxis => ({ axis, reversed: true });
const along = (axis: PlaneAxis["axis"]): PlaneAxis => ({ axis, reversed: false });

/**
 * Axes x, y, z run to the patient's right, front and head. As radiologists have it: the front (axial) or the head is up, and
 * the patient's right is on the viewer's left, as if one faced the patient; in the sagittal plane the front is on the left.
 */
const radiological: readonly PlaneLaw[] = [
  { name: "axial", cut: 2, down: against(1), right: against(0) },
  { name: "coronal", cut: 1, down: against(2), right: against(0) },
  { name: "sagittal", cut: 0, down: against(2), right: against(1) },
];

/** Rows and columns as they are stored. */
const asStored: readonly PlaneLaw[] = [
  { name: "across axis 1", cut: 0, down: along(1), right: along(2) },
  { name: "across axis 2", cut: 1, down: along(0), right: along(2) },
  { name: "across axis 3", cut: 2, down: along(0), right: along(1) },
];

/**
 * An image as pictures: itself where it is [C, H, W]; of a volume [C, X, Y, Z] the middle slice (index floor(extent / 2)) of
 * each axis, voxels as squares.
 * @param orientation "ras": upright in the radiological convention; undefined: rows and columns as they are stored.
 * @throws ShapeError for features and other shapes.
 */
export function imagePlanes(
  values: Float32Array,
  imageShape: readonly number[],
  orientation: DataSet["orientation"],
): ImagePlane[] {
  if (values.length !== sizeOf(imageShape)) {
    throw new ShapeError("imagePlanes", "values do not fill the shape", {
      expected: sizeOf(imageShape),
      got: values.length,
    });
  }
  const [channels = 0, ...extents] = imageShape;
  const [first = 0, second = 0, third] = extents;
  if (extents.length === 2) {
    return [{ name: null, channels, height: first, width: second, data: values }];
  }
  if (extents.length !== 3 || third === undefined) {
    throw new ShapeError("imagePlanes", "not a picture or a volume", {
      expected: ["[C, H, W]", "[C, X, Y, Z]"],
      got: `[${imageShape.join(", ")}]`,
    });
  }
  const laws = orientation === "ras" ? radiological : asStored;
  return laws.map((law) => cutPlane(values, channels, [first, second, third], law));
}

function cutPlane(
  values: Float32Array,
  channels: number,
  extents: readonly [number, number, number],
  { name, cut, down, right }: PlaneLaw,
): ImagePlane {
  const strides = stridesOf(extents);
  const strideOf = ({ axis }: PlaneAxis): number => strides[axis] ?? 0;
  const [height, width] = [extents[down.axis], extents[right.axis]];
  const data = new Float32Array(channels * height * width);
  let to = 0;
  for (let channel = 0; channel < channels; channel++) {
    const start = channel * sizeOf(extents) + Math.floor(extents[cut] / 2) * (strides[cut] ?? 0);
    for (let row = 0; row < height; row++) {
      const y = down.reversed ? height - 1 - row : row;
      for (let column = 0; column < width; column++) {
        const x = right.reversed ? width - 1 - column : column;
        data[to++] = values[start + y * strideOf(down) + x * strideOf(right)] ?? 0;
      }
    }
  }
  return { name, channels, height, width, data };
}
