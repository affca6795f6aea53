import type { Shape } from "../../graph/types.js";
import type { EncoderOptions } from "../encoders/encoder.js";
import type { Layer } from "../layer.js";

/**
 * What the shape of an array hangs on: `last` on the number of features, as that of the last layer does; `input` on
 * the channels of a sample, as the first kernels do; `body` on neither.
 */
export type ArrayRole = "body" | "input" | "last";

/** An array of an encoder. */
export interface OutlinedArray {
  readonly shape: Shape;
  readonly role: ArrayRole;
}

/** The arrays of an encoder, parameters and buffers, by our names. */
export interface EncoderOutline {
  readonly name: string;
  /** Of a sample. */
  readonly channels: number;
  readonly arrays: ReadonlyMap<string, OutlinedArray>;
}

/**
 * The outline of any encoder: it is built for other features and for other channels, and what changes with them is seen.
 * @param build the encoder for samples of a shape.
 * @param shape of one sample; one of a single axis has no channels, and so no array has the role `input`.
 */
export function outlineEncoder(
  name: string,
  build: (options: EncoderOptions) => Layer,
  shape: Shape,
): EncoderOutline {
  const [channels = 1, ...space] = shape;
  const shapesOf = (options: EncoderOptions): ReadonlyMap<string, Shape> => {
    const { parameters, buffers } = build(options);
    const specs = Object.entries({ ...parameters, ...buffers });
    return new Map(specs.map(([key, spec]) => [key, spec.shape]));
  };
  const own = shapesOf({ shape, features: 1 });
  const wider = shapesOf({ shape, features: 2 });
  const deeper =
    space.length === 0 ? own : shapesOf({ shape: [channels + 1, ...space], features: 1 });
  const differs = (other: ReadonlyMap<string, Shape>, key: string): boolean =>
    String(own.get(key)) !== String(other.get(key));
  const roleOf = (key: string): ArrayRole =>
    differs(wider, key) ? "last" : differs(deeper, key) ? "input" : "body";
  return {
    name,
    channels,
    arrays: new Map([...own].map(([key, extents]) => [key, { shape: extents, role: roleOf(key) }])),
  };
}
