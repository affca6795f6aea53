import { ShapeError } from "../../base/errors.js";
import { biasUniform, kaimingUniform } from "../init.js";
import type { ArraySpec, Initialiser, Layer } from "../layer.js";
import { mapRows } from "./map-rows.js";
import { placeOf } from "./place.js";

/** Options of {@link linear}. */
export interface LinearOptions {
  readonly inFeatures: number;
  readonly outFeatures: number;
  /** Default true. */
  readonly bias?: boolean;
  /** Law of the weight; PyTorch's default if absent. */
  readonly weightInit?: Initialiser;
  /** Law of the bias; PyTorch's default if absent. */
  readonly biasInit?: Initialiser;
}

/**
 * y = x·Wᵀ + b: x [..., inFeatures] with at least two axes -> [..., outFeatures].
 *
 * Parameters `weight` [outFeatures, inFeatures] and `bias` [outFeatures], PyTorch's layout and laws
 * (U(±1/√inFeatures) for both). No difference between training and evaluation.
 * @throws ShapeError where the last axis of x is not inFeatures.
 * @source torch.nn.Linear
 */
export function linear(options: LinearOptions): Layer {
  const { inFeatures, outFeatures, bias = true } = options;
  const weightShape = [outFeatures, inFeatures];
  const parameters: Record<string, ArraySpec> = {
    weight: { shape: weightShape, init: options.weightInit ?? kaimingUniform },
  };
  if (bias) {
    const init = options.biasInit ?? biasUniform(weightShape);
    parameters["bias"] = { shape: [outFeatures], init };
  }
  return {
    parameters,
    buffers: {},
    apply: (context, x) => {
      if (x.shape.at(-1) !== inFeatures) {
        throw new ShapeError(placeOf(context, "linear"), "features of the operand", {
          expected: inFeatures,
          got: x.shape.at(-1) ?? "none",
          x: x.shape,
        });
      }
      return mapRows(x, context.parameter("weight"), bias ? context.parameter("bias") : null);
    },
  };
}
