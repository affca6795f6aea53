/** Noise of given laws as a function of a key and a position: the same key and shape give the same numbers. */
import { gather } from "../graph/ops/gather.js";
import { randomBits } from "../graph/ops/random.js";
import { cast } from "../graph/ops/select.js";
import { constant } from "../graph/ops/source.js";
import type { Tensor } from "../graph/tensor.js";
import type { Shape } from "../graph/types.js";

/** Values that a draw can have. */
const levels = 2 ** 16;

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
 * Draws from N(0, 1): key uint32 [] -> float32 `shape`, each one of 65,536 values of equal chance, the quantiles in the middle of equal shares: |z| ≤ 4.4, variance
 * 1 − 2e-5. By a table: a quantile takes a polynomial and a logarithm of every draw.
 */
export function standardNormal(key: Tensor, shape: Shape): Tensor {
  return lookUp(normalTable, key, shape);
}

/** Draws from the standard Gumbel law, −log(−log u), likewise, in [−2.5, 11.8]: key uint32 [] -> float32 `shape`. */
export function standardGumbel(key: Tensor, shape: Shape): Tensor {
  return lookUp(gumbelTable, key, shape);
}

const normalTable = quantiles(normalQuantile);
const gumbelTable = quantiles((u) => -Math.log(-Math.log(u)));

function quantiles(quantile: (u: number) => number): Tensor {
  return constant(
    Float32Array.from({ length: levels }, (_, level) => quantile((level + 0.5) / levels)),
    [levels],
  );
}

function lookUp(table: Tensor, key: Tensor, shape: Shape): Tensor {
  return gather(table, cast(randomBits(key, shape, { bits: 16 }), "int64"));
}

/**
 * Quantile of N(0, 1) at u in (0, 1), √2·erf⁻¹(2u − 1).
 * @source Giles 2010, "Approximating the erfinv function", single precision; held to a relative error of 1e-6.
 */
export function normalQuantile(u: number): number {
  const x = 2 * u - 1;
  const w = -Math.log((1 - x) * (1 + x));
  const root = w < 5 ? polynomial(middle, w - 2.5) : polynomial(tail, Math.sqrt(w) - 3);
  return Math.SQRT2 * root * x;
}

/** Horner's rule. */
function polynomial(coefficients: readonly number[], x: number): number {
  return coefficients.reduce((value, next) => value * x + next, 0);
}
