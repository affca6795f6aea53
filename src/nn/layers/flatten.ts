import { at, sizeOf } from "../../base/ndarray.js";
import { reshape } from "../../graph/ops/reduce.js";
import { functionLayer, type Layer } from "../layer.js";

/** All axes after the first become one, C order: x [B, ...rest] -> [B, product of rest]. */
export const flatten: Layer = functionLayer((x) =>
  reshape(x, [at(x.shape, 0), sizeOf(x.shape.slice(1))]),
);
