import { NumericError } from "../base/errors.js";
import { at } from "../base/ndarray.js";

/**
 * Ridge regression, fitted on `features` [n, width] and `targets` [n], answers for `query` [m, width]: [m].
 * Minimum of Σ (y − b − w·x)² + strength · ‖w‖²; the intercept b is not penalised. Normal equations by
 * Cholesky, float64; a strength above 0 makes them solvable whatever the features.
 * @source Hoerl and Kennard 1970; scikit-learn Ridge (alpha = strength).
 */
export function ridgePredict(
  features: Float64Array,
  targets: Float64Array,
  query: Float64Array,
  width: number,
  strength = 1,
): Float64Array {
  const n = targets.length;
  const means = new Float64Array(width);
  for (let index = 0; index < features.length; index++) {
    means[index % width] = at(means, index % width) + at(features, index) / n;
  }
  const targetMean = targets.reduce((sum, target) => sum + target / n, 0);
  const gram = new Float64Array(width * width);
  const moment = new Float64Array(width);
  const centred = new Float64Array(width);
  for (let row = 0; row < n; row++) {
    for (let feature = 0; feature < width; feature++) {
      centred[feature] = at(features, row * width + feature) - at(means, feature);
    }
    for (let left = 0; left < width; left++) {
      const value = at(centred, left);
      moment[left] = at(moment, left) + value * (at(targets, row) - targetMean);
      for (let right = 0; right <= left; right++) {
        gram[left * width + right] = (gram[left * width + right] ?? 0) + value * at(centred, right);
      }
    }
  }
  for (let feature = 0; feature < width; feature++) {
    gram[feature * width + feature] = at(gram, feature * width + feature) + strength;
  }
  const weights = solveCholesky(gram, moment);
  return Float64Array.from({ length: query.length / width }, (_, row) => {
    let sum = targetMean;
    for (let feature = 0; feature < width; feature++) {
      sum += at(weights, feature) * (at(query, row * width + feature) - at(means, feature));
    }
    return sum;
  });
}

/** x with A x = b for a symmetric positive definite A [n, n] whose lower triangle is given. */
function solveCholesky(matrix: Float64Array, right: Float64Array): Float64Array {
  const n = right.length;
  const lower = Float64Array.from(matrix);
  for (let row = 0; row < n; row++) {
    for (let column = 0; column <= row; column++) {
      let sum = at(lower, row * n + column);
      for (let k = 0; k < column; k++) sum -= at(lower, row * n + k) * at(lower, column * n + k);
      if (row === column && !(sum > 0)) {
        throw new NumericError("ridge regression", "the equations are not positive definite", {
          advice: "Use a strength above 0.",
        });
      }
      lower[row * n + column] =
        row === column ? Math.sqrt(sum) : sum / at(lower, column * n + column);
    }
  }
  const x = Float64Array.from(right);
  for (let row = 0; row < n; row++) {
    for (let k = 0; k < row; k++) x[row] = at(x, row) - at(lower, row * n + k) * at(x, k);
    x[row] = at(x, row) / at(lower, row * n + row);
  }
  for (let row = n - 1; row >= 0; row--) {
    for (let k = row + 1; k < n; k++) x[row] = at(x, row) - at(lower, k * n + row) * at(x, k);
    x[row] = at(x, row) / at(lower, row * n + row);
  }
  return x;
}
