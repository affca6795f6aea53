import type { z } from "zod";
import { ShapeError } from "../../base/errors.js";
import type { PlaceCentres } from "../../base/place-centres.js";
import type { Shape } from "../../graph/types.js";
import type { Layer } from "../layer.js";

/** What an encoder is built for. */
export interface EncoderOptions {
  /** One sample without the batch axis: [C, H, W], [C, D, H, W] or [n]. */
  readonly shape: Shape;
  /** F, the width of the result [B, F]. */
  readonly features: number;
}

/** Encoders by name. */
export const encoderNames = [
  "mimm-cnn",
  "fashion-cnn",
  "resnet-18",
  "resnet-34",
  "resnet-50",
  "densenet-121",
  "vit-tiny",
  "resnet-18-3d",
  "sfcn",
  "mlp",
] as const;
export type EncoderName = (typeof encoderNames)[number];

/** A declared encoder: its settings, the shapes that it takes, and how it is built. */
export interface Encoder<Config> {
  readonly name: EncoderName;
  /** One line for people: what it is and where it comes from. */
  readonly title: string;
  /** Settings of its own; empty where the architecture is fixed. */
  readonly config: z.ZodType<Config>;
  /** Accepted sample shapes in words. */
  readonly accepts: string;
  /** x [B, ...shape] -> [B, features]. @throws ShapeError for a shape that it does not take. */
  build(options: EncoderOptions, config: Config): Layer;
  /**
   * The encoder before its positions are pooled, arrays under the same names: x [B, ...shape] -> [B, channels, ...places].
   * Absent: it has no map.
   * @throws ShapeError for a shape that it does not take.
   */
  map?(options: Pick<EncoderOptions, "shape">, config: Config): Layer;
  /**
   * Extents of the grid of patches whose tokens, in C order after a class token, its self-attentions are over. Absent: it has no class token.
   * @throws ShapeError for a shape that it does not take.
   */
  patches?(options: Pick<EncoderOptions, "shape">, config: Config): Shape;
  /** Where in the image the places of the map look; absent: they split it evenly. */
  centres?(config: Config): PlaceCentres;
}

/** @throws ShapeError that says which shapes `encoder` takes, unless `fits`. */
export function requireSampleShape(
  encoder: Pick<Encoder<unknown>, "name" | "accepts">,
  { shape }: Pick<EncoderOptions, "shape">,
  fits: boolean,
): void {
  if (fits) return;
  throw new ShapeError(`encoder ${encoder.name}`, "sample shape", {
    expected: encoder.accepts,
    got: shape,
    advice: "Resize the images, or choose another model.encoder.",
  });
}

/**
 * Channels and sides of an image sample [C, H, W].
 * @throws ShapeError, as {@link requireSampleShape}, for another shape, and a side below `smallest`.
 */
export function requireImage(
  encoder: Pick<Encoder<unknown>, "name" | "accepts">,
  options: Pick<EncoderOptions, "shape">,
  smallest: number,
): { readonly channels: number; readonly height: number; readonly width: number } {
  const [channels = 0, height = 0, width = 0] = options.shape;
  const fits = options.shape.length === 3 && Math.min(height, width) >= smallest;
  requireSampleShape(encoder, options, fits);
  return { channels, height, width };
}
