import { expect, it } from "vitest";
import { symmetricEigenvalues } from "./symmetric-eigenvalues.js";

it("has the eigenvalues of the path graph, 2 − 2 cos(kπ/(n + 1)), and of a diagonal", () => {
  const n = 12;
  const matrix = new Float64Array(n * n);
  for (let row = 0; row < n; row++) {
    matrix[row * n + row] = 2;
    if (row > 0) matrix[row * n + row - 1] = matrix[(row - 1) * n + row] = -1;
  }
  const found = symmetricEigenvalues(matrix, n);
  for (let k = 1; k <= n; k++) {
    expect(found[n - k]).toBeCloseTo(2 - 2 * Math.cos((k * Math.PI) / (n + 1)), 12);
  }
  expect(symmetricEigenvalues(Float64Array.of(1, 0, 0, 5), 2)).toEqual([5, 1]);
});
