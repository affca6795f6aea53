/** 0.975 quantile of the standard normal: half the width of a 95 % interval, in standard errors. */
export const normal975 = 1.959963984540054;

/**
 * P(Z ≤ x) of the standard normal: ½ + φ(x)·Σ_k x^{2k+1}/(1·3·…·(2k+1)). Absolute error below 1e-14.
 * @source Marsaglia 2004, Evaluating the normal distribution.
 */
export function normalCdf(x: number): number {
  if (x > 8) return 1;
  if (x < -8) return 0;
  let term = x;
  let sum = x;
  for (let odd = 3; sum + term !== sum; odd += 2) {
    term *= (x * x) / odd;
    sum += term;
  }
  return 0.5 + sum * Math.exp((-x * x) / 2 - 0.5 * Math.log(2 * Math.PI));
}
