/** Adding it leaves a float64 no bits behind the point. */
const noFraction = 1.5 * 2 ** 52;

/** The nearest whole number, of two equally near the even one, as C's rint; |value| < 2⁵¹. */
export function roundHalfEven(value: number): number {
  return value + noFraction - noFraction;
}
