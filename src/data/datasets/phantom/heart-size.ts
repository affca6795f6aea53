import type { LabelFactor } from "../../dataset.js";
import { binNames, binOf } from "../../tables/binned-column.js";
import type { Mediastinum } from "./mediastinum.js";

/** Half the width of the frame: a chest fills 36 cm. */
const halfFrameCm = 18;

/** Area of the heart's shadow, an ellipse, in cm²: about 92, standard deviation 11. A fact of the picture, exactly. */
export function heartSizeCm2({ heartLong, heartShort }: Mediastinum): number {
  return Math.PI * heartLong * heartShort * halfFrameCm ** 2;
}

/** Quarters of the law of sizes, to a whole number. */
const edges = [84, 91, 98] as const;

/** The size of the heart as what is learnt: a number, in four bins of about equally many subjects. */
export const heartSize: LabelFactor = {
  name: "heart-size",
  valueNames: binNames(edges),
  continuous: true,
  unit: "cm2",
};

/** The bin of a size. */
export function heartSizeBin(size: number): number {
  return binOf(size, edges);
}
