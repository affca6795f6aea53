import { describe, expect, it } from "vitest";
import { solvePositiveDefinite } from "./cholesky.js";

describe("solvePositiveDefinite", () => {
  it("solves two right sides by hand: A = [[4, 2], [2, 3]], X = [[1, -1], [2, 0.5]]", () => {
    // A·X = [[8, -3], [8, -0.5]]. The upper triangle is not read.
    const matrix = Float64Array.of(4, NaN, 2, 3);
    const result = solvePositiveDefinite(matrix, Float64Array.of(8, -3, 8, -0.5), 2);
    if (!("solution" in result)) throw new Error("not solved");
    for (const [index, value] of [1, -1, 2, 0.5].entries()) {
      expect(result.solution[index]).toBeCloseTo(value, 14);
    }
  });

  it("returns what was multiplied, for a matrix of 12 made from a known one", () => {
    const size = 12;
    const root = Float64Array.from({ length: size * size }, (_, index) => Math.sin(index * index));
    const wanted = Float64Array.from({ length: size }, (_, index) => Math.cos(index));
    const matrix = new Float64Array(size * size);
    for (let row = 0; row < size; row++) {
      for (let column = 0; column < size; column++) {
        let total = row === column ? 0.1 : 0;
        for (let k = 0; k < size; k++) {
          total += (root[row * size + k] ?? 0) * (root[column * size + k] ?? 0);
        }
        matrix[row * size + column] = total;
      }
    }
    const right = wanted.map((_, row) =>
      wanted.reduce((sum, value, column) => sum + (matrix[row * size + column] ?? 0) * value, 0),
    );
    const result = solvePositiveDefinite(matrix, right, size);
    if (!("solution" in result)) throw new Error("not solved");
    for (const [index, value] of wanted.entries()) {
      expect(result.solution[index]).toBeCloseTo(value, 9);
    }
  });

  it("names the first column that depends on those before it", () => {
    // Column 2 = column 0 + column 1.
    const matrix = Float64Array.of(2, 1, 3, 1, 2, 3, 3, 3, 6);
    expect(solvePositiveDefinite(matrix, new Float64Array(3), 3)).toEqual({ dependent: 2 });
    expect(solvePositiveDefinite(Float64Array.of(0), Float64Array.of(1), 1)).toEqual({
      dependent: 0,
    });
  });
});
