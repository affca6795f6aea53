/** Noise of given laws as a function of a key and a position: the same key and shape give the same numbers. */
import { add, log, mul, neg, sqrt, sub } from "../graph/ops/elementwise.js";
import { randomBits } from "../graph/ops/random.js";
import { cast, less, minimum, maximum, where } from "../graph/ops/select.js";
import type { Tensor } from "../graph/tensor.js";
import type { Shape } from "../graph/types.js";

/** Giles' polynomials of the inverse error function, highest power first: in w − 2.5 for w < 5, else in √w − 3. */
const middle = [
  2.81022636e-8, 3.43273939e-7, -3.5233877e-6, -4.39150654e-6, 0.00021858087, -0.00125372503,
  -0.00417768164, 0.246640727, 1.50140941,
];
const tail = [
  -0.000200214257, 0.000100950558, 0.00134934322, -0.00367342844, 0.00573950773, -0.0076224613,
  0.00943887047, 1.00167406, 2.83297682,
];

/**
 * Uniform in the open interval (0, 1): key uint32 [] -> float32 `shape`, odd multiples of 2⁻²⁴, each of them exact, so
 * that neither a logarithm nor a quantile of it is infinite.
 */
function openUniform(key: Tensor, shape: Shape): Tensor {
  return add(mul(cast(randomBits(key, shape, { bits: 23 }), "float32"), 2 ** -23), 2 ** -24);
}

/**
 * Draws from N(0, 1): key uint32 [] -> float32 `shape`, |z| ≤ 5.3, the quantile of an open uniform number:
 * z = √2·erf⁻¹(x) with x = 2u − 1.
 * @source Giles 2010, "Approximating the erfinv function", single precision; held to a relative error of 1e-6.
 */
export function standardNormal(key: Tensor, shape: Shape): Tensor {
  return normalQuantile(openUniform(key, shape));
}

/** √2·erf⁻¹(2u − 1) for u in [2⁻²⁴, 1 − 2⁻²⁴]. */
export function normalQuantile(u: Tensor): Tensor {
  const x = sub(mul(u, 2), 1);
  const w = neg(log(mul(sub(1, x), add(1, x))));
  // Each branch sees operands of its own part only, so that the other one does not overflow.
  const inMiddle = polynomial(middle, sub(minimum(w, 5), 2.5));
  const inTail = polynomial(tail, sub(sqrt(maximum(w, 5)), 3));
  return mul(mul(where(less(w, 5), inMiddle, inTail), x), Math.SQRT2);
}

/** Draws from the standard Gumbel law, −log(−log u): key uint32 [] -> float32 `shape`, in [−2.9, 16.7]. */
export function standardGumbel(key: Tensor, shape: Shape): Tensor {
  return neg(log(neg(log(openUniform(key, shape)))));
}

/** Horner's rule. */
function polynomial(coefficients: readonly number[], x: Tensor): Tensor {
  const [first = 0, second = 0, ...rest] = coefficients;
  return rest.reduce((value, next) => add(mul(value, x), next), add(mul(x, first), second));
}
