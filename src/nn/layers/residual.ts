import { ShapeError } from "../../base/errors.js";
import { sameShape } from "../../base/ndarray.js";
import { add } from "../../graph/ops/elementwise.js";
import { applyPart, prefixSpecs, type Layer } from "../layer.js";
import { placeOf } from "./place.js";

/** Options of {@link residual}. */
export interface ResidualOptions {
  /** The way whose result is added; its arrays keep their names. */
  readonly body: Layer;
  /** The other way, under the name `downsample`; the operand itself where it is absent. */
  readonly downsample?: Layer;
}

/**
 * y = body(x) + downsample(x), or body(x) + x. Names of arrays are those of torchvision's blocks:
 * `conv1.weight` of the body stays so, the other way's are `downsample.…`.
 * @throws ShapeError where both ways give different shapes.
 * @source He et al. 2016, equations 1 and 2.
 */
export function residual({ body, downsample }: ResidualOptions): Layer {
  const prefixed = (kind: "parameters" | "buffers") =>
    downsample === undefined ? {} : prefixSpecs("downsample", downsample[kind]);
  return {
    parameters: { ...body.parameters, ...prefixed("parameters") },
    buffers: { ...body.buffers, ...prefixed("buffers") },
    apply: (context, x) => {
      const long = body.apply(context, x);
      const short = downsample === undefined ? x : applyPart(context, "downsample", downsample, x);
      if (!sameShape(long.shape, short.shape)) {
        throw new ShapeError(placeOf(context, "residual"), "the two ways differ in shape", {
          body: long.shape,
          short: short.shape,
          advice: "Give a downsample layer that ends in the body's shape.",
        });
      }
      return add(long, short);
    },
  };
}
