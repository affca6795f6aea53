import { at } from "./ndarray.js";

/**
 * Solve A·X = B for a symmetric positive definite A by Cholesky's factors, in double precision.
 *
 * @param matrix [n, n], C order; only its lower triangle is read.
 * @param right [n, m], C order.
 * @returns X [n, m]; or the number of the first column of A that depends on those before it: a pivot of at
 * most 1e-10 of its diagonal entry.
 */
export function solvePositiveDefinite(
  matrix: Float64Array,
  right: Float64Array,
  size: number,
): { readonly solution: Float64Array } | { readonly dependent: number } {
  const factor = new Float64Array(size * size);
  for (let column = 0; column < size; column++) {
    const diagonal = at(matrix, column * size + column);
    const pivot = diagonal - rowProduct(factor, size, column, column, column);
    if (!(pivot > 1e-10 * Math.abs(diagonal))) return { dependent: column };
    const root = Math.sqrt(pivot);
    factor[column * size + column] = root;
    for (let row = column + 1; row < size; row++) {
      const rest = at(matrix, row * size + column) - rowProduct(factor, size, row, column, column);
      factor[row * size + column] = rest / root;
    }
  }
  return { solution: substitute(factor, right, size) };
}

/** Σ_k<count L[left, k] · L[right, k]. */
function rowProduct(
  factor: Float64Array,
  size: number,
  left: number,
  right: number,
  count: number,
): number {
  let total = 0;
  for (let index = 0; index < count; index++) {
    total += at(factor, left * size + index) * at(factor, right * size + index);
  }
  return total;
}

/** L·Lᵀ·X = B: forward, then back. */
function substitute(factor: Float64Array, right: Float64Array, size: number): Float64Array {
  const width = size === 0 ? 0 : right.length / size;
  const solution = right.slice();
  const eliminate = (row: number, other: number, weight: number) => {
    for (let column = 0; column < width; column++) {
      const place = row * width + column;
      solution[place] = at(solution, place) - weight * at(solution, other * width + column);
    }
  };
  const divide = (row: number) => {
    for (let column = 0; column < width; column++) {
      const place = row * width + column;
      solution[place] = at(solution, place) / at(factor, row * size + row);
    }
  };
  for (let row = 0; row < size; row++) {
    for (let other = 0; other < row; other++) eliminate(row, other, at(factor, row * size + other));
    divide(row);
  }
  for (let row = size - 1; row >= 0; row--) {
    for (let other = row + 1; other < size; other++) {
      eliminate(row, other, at(factor, other * size + row));
    }
    divide(row);
  }
  return solution;
}
