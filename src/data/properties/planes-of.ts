import type { NdArray } from "../../base/ndarray.js";
import { sizeOf } from "../../base/ndarray.js";
import type { DecodedImage } from "../formats/decoded-image.js";
import type { GreyOrColour } from "./property-view.js";

/** What full scale is; other element types keep the file's own unit. */
const fullScale: Readonly<Partial<Record<string, number>>> = { uint8: 255, uint16: 65535 };

/** A cut through an array [C, ...]: where it starts, and the steps down and across. */
interface Cut {
  readonly start: number;
  readonly rows: number;
  readonly down: number;
  readonly columns: number;
  readonly across: number;
}

/** A picture as one plane; of a volume [C, X, Y, Z] the middle slices across z, y and x, y or z down. */
export function planesOf({ samples }: Pick<DecodedImage, "samples">): GreyOrColour[] {
  const { shape, data, dtype } = samples;
  const [channels = 1, first = 1, second = 1, third] = shape;
  const scale = 1 / (fullScale[dtype] ?? 1);
  const size = sizeOf(shape) / channels;
  return cutsOf(first, second, third).map((cut) =>
    cutPlane(data, channels === 3 ? 3 : 1, size, scale, cut),
  );
}

function cutsOf(first: number, second: number, third: number | undefined): Cut[] {
  if (third === undefined) {
    return [{ start: 0, rows: first, down: second, columns: second, across: 1 }];
  }
  const [stepX, stepY] = [second * third, third];
  const middle = (extent: number, step: number): number => Math.floor(extent / 2) * step;
  return [
    { start: middle(third, 1), rows: second, down: stepY, columns: first, across: stepX },
    { start: middle(second, stepY), rows: third, down: 1, columns: first, across: stepX },
    { start: middle(first, stepX), rows: third, down: 1, columns: second, across: stepY },
  ];
}

function cutPlane(
  data: NdArray["data"],
  channels: 1 | 3,
  size: number,
  scale: number,
  cut: Cut,
): GreyOrColour {
  const { rows, columns } = cut;
  const count = rows * columns;
  const values = new Float32Array(channels * count);
  const isPicture = count === size && cut.across === 1;
  if (isPicture && !(data instanceof BigInt64Array) && !(data instanceof BigUint64Array)) {
    values.set(data.subarray(0, values.length));
    // Only whole numbers that float32 has are scaled: nothing is rounded twice.
    if (scale !== 1)
      for (let at = 0; at < values.length; at++) values[at] = scale * (values[at] ?? 0);
  } else {
    copyCut(data, channels, size, scale, cut, values);
  }
  const own = { height: rows, width: columns };
  if (channels === 1) return { ...own, lightness: values, colours: null };
  const lightness = new Float32Array(count);
  for (let index = 0; index < count; index++) {
    lightness[index] =
      ((values[index] ?? NaN) +
        (values[count + index] ?? NaN) +
        (values[2 * count + index] ?? NaN)) /
      3;
  }
  return { ...own, lightness, colours: values };
}

/** {@link cutPlane} sample by sample, for a cut that is not all of the array in its order. */
function copyCut(
  data: ArrayLike<number | bigint>,
  channels: 1 | 3,
  size: number,
  scale: number,
  { start, rows, down, columns, across }: Cut,
  values: Float32Array,
): void {
  let to = 0;
  for (let channel = 0; channel < channels; channel++) {
    for (let row = 0; row < rows; row++) {
      let at = channel * size + start + row * down;
      for (let column = 0; column < columns; column++, at += across) {
        values[to++] = scale * Number(data[at] ?? NaN);
      }
    }
  }
}
