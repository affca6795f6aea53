import type { z } from "zod";
import { ConfigError } from "../../base/errors.js";
import type { PlaceCentres } from "../../base/place-centres.js";
import { input } from "../../graph/ops/source.js";
import type { Shape } from "../../graph/types.js";
import { createContext, type Layer } from "../layer.js";
import { densenet121 } from "./densenet-121.js";
import { encoderNames, type Encoder, type EncoderName, type EncoderOptions } from "./encoder.js";
import { fashionCnn } from "./fashion-cnn.js";
import { mimmCnn } from "./mimm-cnn.js";
import { mlp } from "./mlp.js";
import { resnet18 } from "./resnet-18.js";
import { resnet18Volumes } from "./resnet-18-3d.js";
import { resnet34 } from "./resnet-34.js";
import { resnet50 } from "./resnet-50.js";
import { sfcn } from "./sfcn.js";
import { vitTiny } from "./vit-tiny.js";

/** Every encoder by name; a missing one does not compile. */
export const encoders = {
  "mimm-cnn": mimmCnn,
  "fashion-cnn": fashionCnn,
  "resnet-18": resnet18,
  "resnet-34": resnet34,
  "resnet-50": resnet50,
  "densenet-121": densenet121,
  "vit-tiny": vitTiny,
  "resnet-18-3d": resnet18Volumes,
  sfcn,
  mlp,
} satisfies Record<EncoderName, Encoder<unknown>>;

/** Settings of the encoder called `N`. */
export type EncoderConfig<N extends EncoderName> = z.infer<(typeof encoders)[N]["config"]>;

/**
 * The encoder `name` for samples of a shape: x [B, ...shape] -> [B, features].
 * @throws ShapeError where it does not take the shape; says which it takes.
 */
export function createEncoder<N extends EncoderName>(
  name: N,
  options: EncoderOptions,
  config: EncoderConfig<N>,
): Layer {
  // The registry pairs each name with its own config type; TypeScript cannot follow the index.
  return encoders[name].build(options, config as never);
}

/** The map of an encoder: x [B, ...shape] -> [B, channels, ...places]. */
export interface FeatureMap {
  readonly layer: Layer;
  readonly channels: number;
  /** Extents of the map: [H', W'], or [X', Y', Z']. */
  readonly places: Shape;
  /** Null: places split the image evenly. */
  readonly centres: PlaceCentres | null;
}

/**
 * The encoder `name` before its positions are pooled.
 * @throws ConfigError where it has no map.
 * @throws ShapeError where it does not take the shape.
 */
export function createFeatureMap<N extends EncoderName>(
  name: N,
  options: Pick<EncoderOptions, "shape">,
  config: EncoderConfig<N>,
): FeatureMap {
  const encoder = encoders[name] as Encoder<EncoderConfig<N>>;
  if (encoder.map === undefined) {
    throw new ConfigError("model.encoder", `${name} has no map of places`, {
      expected: encoderNames.filter((other) => "map" in encoders[other]),
      got: name,
    });
  }
  const layer = encoder.map(options, config);
  const [, channels = 0, ...places] = shapeAfter(layer, [1, ...options.shape]);
  return { layer, channels, places, centres: encoder.centres?.(config) ?? null };
}

/**
 * The grid of patches that the encoder `name` attends over from a class token; null where it has none.
 * @throws ShapeError where it does not take the shape.
 */
export function patchesOf<N extends EncoderName>(
  name: N,
  options: Pick<EncoderOptions, "shape">,
  config: EncoderConfig<N>,
): Shape | null {
  const encoder = encoders[name] as Encoder<EncoderConfig<N>>;
  return encoder.patches?.(options, config) ?? null;
}

/** Shape of what a layer makes of an operand of `shape`. */
function shapeAfter(layer: Layer, shape: Shape): Shape {
  const inputs = (specs: Layer["parameters"]) =>
    Object.fromEntries(
      Object.entries(specs).map(([name, spec]) => [name, input(name, spec.shape)]),
    );
  const context = createContext("evaluate", inputs(layer.parameters), inputs(layer.buffers), null);
  return layer.apply(context, input("x", shape)).shape;
}
