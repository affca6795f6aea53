import { biasField } from "./bias-field.js";
import { border } from "./border.js";
import type { PhantomFactor } from "./factor.js";
import { intensity } from "./intensity.js";
import { marker } from "./marker.js";
import { rotation } from "./rotation.js";
import { texture } from "./texture.js";

export const phantomFactorNames = [
  "marker",
  "border",
  "intensity",
  "texture",
  "bias-field",
  "rotation",
] as const;
export type PhantomFactorName = (typeof phantomFactorNames)[number];

/** All factors that can be planted, by name. */
export const phantomFactors = {
  marker,
  border,
  intensity,
  texture,
  "bias-field": biasField,
  rotation,
} satisfies Record<PhantomFactorName, PhantomFactor>;
