import { DataError } from "../../base/errors.js";
import { studentQuantile } from "../intervals/student.js";
import { undefinedMetric, type Metric } from "../metric.js";
import { noncentralTCdf } from "./noncentral-t.js";

/** Chances of a false finding (two-sided), and of finding what is there. */
export interface PowerOptions {
  readonly alpha: number;
  readonly power: number;
}

/** The smallest true mean difference that `pairs` differences with this standard deviation find. */
export type DetectableDifferenceOf = (standardDeviation: number, pairs: number) => Metric;

/**
 * Minimum detectable difference of a paired t test, as a function of the standard deviation s of the differences
 * and the number n of pairs: δ·s/√n, with δ from
 *
 *   P(|T| > t_{1−α/2, n−1}) = power,   T noncentral t with n − 1 degrees of freedom and noncentrality δ.
 *
 * Exact for normal differences; (t_{1−α/2} + t_{power})·s/√n is a known approximation, 1 % too small at five
 * pairs and 5 % at three. s is itself an estimate from few seeds, so read one digit. Before any correction for
 * several comparisons, which asks for more. Undefined with fewer than two pairs or s = 0. The function remembers
 * δ for each n.
 * @source Cohen 1988, chapter 2; the same as statsmodels TTestPower.solve_power.
 * @throws DataError for alpha or power out of range; later for s negative or not finite.
 */
export function createDetectableDifference({ alpha, power }: PowerOptions): DetectableDifferenceOf {
  const where = "createDetectableDifference";
  if (!(alpha > 0 && power > alpha && power < 1)) {
    throw new DataError(where, "alpha and power", {
      expected: "0 < alpha < power < 1",
      got: [alpha, power],
    });
  }
  const known = new Map<number, number>();
  return (standardDeviation, pairs) => {
    if (!(standardDeviation >= 0 && standardDeviation < Infinity)) {
      throw new DataError(where, "standard deviation", {
        expected: "a finite number, 0 or more",
        got: standardDeviation,
      });
    }
    if (pairs < 2) return undefinedMetric("fewer than two pairs");
    if (standardDeviation === 0) return undefinedMetric("the differences have no spread");
    const noncentrality = known.get(pairs) ?? solveNoncentrality(pairs, alpha, power);
    known.set(pairs, noncentrality);
    return (noncentrality * standardDeviation) / Math.sqrt(pairs);
  };
}

/** δ by bisection to 1e-9, relative. */
function solveNoncentrality(pairs: number, alpha: number, power: number): number {
  const degrees = pairs - 1;
  const critical = studentQuantile(1 - alpha / 2, degrees);
  const powerAt = (delta: number): number =>
    1 - noncentralTCdf(critical, degrees, delta) + noncentralTCdf(-critical, degrees, delta);
  let low = 0;
  let high = 1;
  while (powerAt(high) < power) high *= 2;
  while (high - low > 1e-9 * high) {
    const middle = (low + high) / 2;
    if (powerAt(middle) < power) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
