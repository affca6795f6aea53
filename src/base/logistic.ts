/** 1 / (1 + e^−x): a probability from its log odds, 0..1, without NaN at any x. */
export function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

/** ln(1 + e^x) without overflow: the cross-entropy of log odds −x where the answer is yes. */
export function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}

/** The x > −∞ with softplus(x) = `value`, which is above 0. */
export function inverseSoftplus(value: number): number {
  return Math.log(Math.expm1(value));
}
