import type { z } from "zod";
import type { Layer } from "../layer.js";
import { densenet121 } from "./densenet-121.js";
import type { Encoder, EncoderName, EncoderOptions } from "./encoder.js";
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
