/** Activations: element by element, without arrays, the same in training and evaluation. */
import { tanh as tanhOf } from "../../graph/ops/elementwise.js";
import { gelu as geluOf } from "../../graph/ops/erf.js";
import { relu as reluOf } from "../../graph/ops/select.js";
import { functionLayer, type Layer } from "../layer.js";

/** max(x, 0); gradient 0 at 0. x [*] -> [*] in [0, ∞). */
export const relu: Layer = functionLayer((x) => reluOf(x));

/** Hyperbolic tangent. x [*] -> [*] in [−1, 1]. */
export const tanh: Layer = functionLayer((x) => tanhOf(x));

/**
 * Gaussian error linear unit, x·Φ(x) with Φ the distribution function of the standard normal. x [*] -> [*].
 * @source Hendrycks & Gimpel 2016; torch.nn.GELU (its default, with erf).
 */
export const gelu: Layer = functionLayer((x) => geluOf(x));
