import { logGamma } from "../intervals/student.js";

/** How many permutations are looked at before a column that is plainly nothing is left alone. */
const blockSize = 50;
const enough = 20;
const leastSkew = 0.02;
/** Nothing is said to be rarer. */
const leastP = 1e-12;

/** What permutations say of a statistic. */
export interface PermutationTest {
  /** Of a value as large, if nothing is associated. */
  readonly p: number;
  /** That were made. */
  readonly permutations: number;
  /** Mean of the permuted statistic. */
  readonly nullMean: number;
}

/** Values of a statistic of permuted answers, as they come. */
export interface PermutationTally {
  /** False once more permutations would not change what is said. */
  isOpen(): boolean;
  add(value: number): void;
  result(): PermutationTest;
}

/**
 * One-sided p of `observed` by the statistic of permuted answers; NaN counts as smaller.
 *
 * With b of B permutations as large: (b + 1) / (B + 1). It is closed early, after a multiple of 50, where b has reached 20. Where none
 * is as large the tail is that of a Pearson type III (shifted gamma) distribution with mean, standard deviation and skewness of
 * the permutations, at most 1 / (B + 1), at least 1e-12: a correction over many columns would else need hundreds of thousands of
 * permutations.
 * @source Besag and Clifford 1991 (ending early); Winkler et al. 2016, NeuroImage 141 (gamma tail).
 */
export function createTally(observed: number): PermutationTally {
  const values: number[] = [];
  let [exceeding, count] = [0, 0];
  return {
    isOpen: () => count % blockSize !== 0 || exceeding < enough,
    add(value) {
      count += 1;
      if (Number.isFinite(value)) values.push(value);
      if (value >= observed) exceeding += 1;
    },
    result() {
      const nullMean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const counted = (exceeding + 1) / (count + 1);
      const p = exceeding > 0 ? counted : Math.min(counted, tail(observed, values, nullMean));
      return { p: Math.max(p, leastP), permutations: count, nullMean };
    },
  };
}

/**
 * The tests of several statistics on the same permutations, `most` of them at most: `draw` makes the next one, and each of
 * `statistics` that is not decided yet is taken of it.
 */
export function permutationTests(
  observed: readonly number[],
  most: number,
  draw: () => Float64Array,
  statistics: readonly ((answers: Float64Array) => number)[],
): PermutationTest[] {
  const tallies = observed.map(createTally);
  for (let made = 0; made < most; made++) {
    const open = [...tallies.entries()].filter(([, tally]) => tally.isOpen());
    if (open.length === 0) break;
    const answers = draw();
    for (const [place, tally] of open) tally.add(statistics[place]?.(answers) ?? NaN);
  }
  return tallies.map((tally) => tally.result());
}

function tail(observed: number, values: readonly number[], mean: number): number {
  let [square, cube] = [0, 0];
  for (const value of values) {
    square += (value - mean) ** 2;
    cube += (value - mean) ** 3;
  }
  const deviation = Math.sqrt(square / values.length);
  if (!(deviation > 0)) return 1;
  return pearsonThreeTail((observed - mean) / deviation, cube / values.length / deviation ** 3);
}

/**
 * P(X ≥ x) of a Pearson type III variable with mean 0, variance 1 and this skewness g: X = (G − k) / √k with G gamma of shape
 * k = 4 / g², mirrored where g < 0. |g| below 0.02 is taken as 0.02.
 */
export function pearsonThreeTail(x: number, skewness: number): number {
  const size = Math.max(leastSkew, Math.abs(skewness));
  const shape = 4 / size ** 2;
  if (skewness >= 0) {
    const value = shape + x * Math.sqrt(shape);
    return value <= 0 ? 1 : upperGamma(shape, value);
  }
  const value = shape - x * Math.sqrt(shape);
  return value <= 0 ? 0 : 1 - upperGamma(shape, value);
}

/** Q(a, x) = Γ(a, x) / Γ(a) by series or continued fraction. @source Press et al., Numerical Recipes, 6.2. */
function upperGamma(shape: number, x: number): number {
  const front = Math.exp(shape * Math.log(x) - x - logGamma(shape));
  if (x < shape + 1) {
    let term = 1 / shape;
    let sum = term;
    for (let step = 1; step < 100_000 && term > 1e-17 * sum; step++) {
      term *= x / (shape + step);
      sum += term;
    }
    return 1 - front * sum;
  }
  const tiny = 1e-300;
  let b = x + 1 - shape;
  let c = 1 / tiny;
  let d = 1 / b;
  let fraction = d;
  for (let step = 1; step < 100_000; step++) {
    const a = -step * (step - shape);
    b += 2;
    d = 1 / nonZero(a * d + b, tiny);
    c = nonZero(b + a / c, tiny);
    fraction *= d * c;
    if (Math.abs(d * c - 1) < 1e-15) break;
  }
  return front * fraction;
}

function nonZero(value: number, tiny: number): number {
  return Math.abs(value) < tiny ? tiny : value;
}
