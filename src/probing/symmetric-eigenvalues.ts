import { at } from "../base/ndarray.js";

/** Sweeps over all pairs; convergence is quadratic, some ten are enough for hundreds of dimensions. */
const maxSweeps = 50;

/**
 * Eigenvalues of a symmetric matrix [n, n], largest first, by cyclic Jacobi rotations in float64.
 * @source Golub and Van Loan 2013, algorithm 8.5.3.
 */
export function symmetricEigenvalues(matrix: Float64Array, size: number): number[] {
  const a = Float64Array.from(matrix);
  const entry = (row: number, column: number): number => at(a, row * size + column);
  const norm = a.reduce((sum, value) => sum + value * value, 0);
  for (let sweep = 0; sweep < maxSweeps; sweep++) {
    let off = 0;
    for (let p = 0; p < size; p++) for (let q = 0; q < p; q++) off += 2 * entry(p, q) ** 2;
    if (off <= 1e-30 * norm) break;
    for (let p = 0; p < size - 1; p++) {
      for (let q = p + 1; q < size; q++) rotate(a, size, p, q);
    }
  }
  return Array.from({ length: size }, (_, index) => entry(index, index)).sort((x, y) => y - x);
}

/** Make entry (p, q) zero by one rotation. */
function rotate(a: Float64Array, size: number, p: number, q: number): void {
  const value = at(a, p * size + q);
  if (value === 0) return;
  const tau = (at(a, q * size + q) - at(a, p * size + p)) / (2 * value);
  const tangent = (tau >= 0 ? 1 : -1) / (Math.abs(tau) + Math.sqrt(1 + tau * tau));
  const cosine = 1 / Math.sqrt(1 + tangent * tangent);
  const sine = tangent * cosine;
  for (let k = 0; k < size; k++) {
    const [left, right] = [at(a, k * size + p), at(a, k * size + q)];
    a[k * size + p] = cosine * left - sine * right;
    a[k * size + q] = sine * left + cosine * right;
  }
  for (let k = 0; k < size; k++) {
    const [left, right] = [at(a, p * size + k), at(a, q * size + k)];
    a[p * size + k] = cosine * left - sine * right;
    a[q * size + k] = sine * left + cosine * right;
  }
}
