import { DataError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";

/**
 * P(T ≤ t) of Student's t with `degrees` degrees of freedom.
 *
 * 1 − ½·I_x(degrees/2, ½) for t ≥ 0, x = degrees / (degrees + t²), by symmetry below; I is the
 * regularised incomplete beta function. Absolute error below 1e-11.
 * @source Abramowitz and Stegun 26.7.1 with 26.5.8.
 * @throws DataError when `degrees` is not positive.
 */
export function studentCdf(t: number, degrees: number): number {
  if (!(degrees > 0)) {
    throw new DataError("studentCdf", "degrees of freedom", { expected: "above 0", got: degrees });
  }
  const tail = regularisedBeta(degrees / (degrees + t * t), degrees / 2, 0.5) / 2;
  return t >= 0 ? 1 - tail : tail;
}

/**
 * The t with P(T ≤ t) = p: the inverse of {@link studentCdf}, by bisection to the last bits.
 * @throws DataError when p is not strictly between 0 and 1, or `degrees` is not positive.
 */
export function studentQuantile(p: number, degrees: number): number {
  if (!(p > 0 && p < 1)) {
    throw new DataError("studentQuantile", "p", { expected: "above 0, below 1", got: p });
  }
  if (p === 0.5) return 0;
  if (p > 0.5) return -studentQuantile(1 - p, degrees);
  let low = -1;
  while (studentCdf(low, degrees) > p) low *= 2;
  let high = 0;
  for (let step = 0; step < 200; step++) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (studentCdf(middle, degrees) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** I_x(a, b), 0 ≤ x ≤ 1, by the continued fraction on the side where it converges fast. */
function regularisedBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const front = Math.exp(
    logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x),
  );
  return x < (a + 1) / (a + b + 2)
    ? (front * betaFraction(x, a, b)) / a
    : 1 - (front * betaFraction(1 - x, b, a)) / b;
}

/** Continued fraction of the incomplete beta function, modified Lentz method. */
function betaFraction(x: number, a: number, b: number): number {
  const floor = 1e-300;
  const guard = (value: number): number => (Math.abs(value) < floor ? floor : value);
  let c = 1;
  let d = 1 / guard(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m <= 1000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / guard(1 + even * d);
    c = guard(1 + even / c);
    fraction *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / guard(1 + odd * d);
    c = guard(1 + odd / c);
    fraction *= d * c;
    if (Math.abs(d * c - 1) < 1e-16) break;
  }
  return fraction;
}

const lanczos: readonly number[] = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313,
  -176.61502916214059, 12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6,
  1.5056327351493116e-7,
];

/** ln Γ(z) for z > 0; Lanczos, g = 7, nine terms. For z < ½ by Γ(z) = Γ(z + 1) / z. */
export function logGamma(z: number): number {
  if (z < 0.5) return logGamma(z + 1) - Math.log(z);
  const shifted = z - 1;
  let sum = at(lanczos, 0);
  for (let term = 1; term < lanczos.length; term++) sum += at(lanczos, term) / (shifted + term);
  const base = shifted + 7.5;
  return 0.5 * Math.log(2 * Math.PI) + (shifted + 0.5) * Math.log(base) - base + Math.log(sum);
}
