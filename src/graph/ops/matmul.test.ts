import { describe, expect, it } from "vitest";
import { matmul } from "./matmul.js";
import { input } from "./source.js";

describe("matmul", () => {
  it("states its shape for every orientation", () => {
    const [left, right] = [input("left", [5, 2, 3]), input("right", [3, 4])];
    expect(matmul(left, right).shape).toEqual([5, 2, 4]);
    const turned = matmul(input("a", [3, 2]), input("b", [4, 3]), {
      transposeLeft: true,
      transposeRight: true,
    });
    expect(turned.shape).toEqual([2, 4]);
  });

  it("refuses inner extents that differ, vectors, and batches that do not broadcast", () => {
    expect(() => matmul(input("a", [2, 3]), input("b", [4, 5]))).toThrow(
      "matmul: inner extents: expected 3, got 4 (left [2,3], right [4,5])",
    );
    expect(() => matmul(input("a", [3]), input("b", [3, 5]))).toThrow(
      "matmul: operands need two axes (left [3], right [3,5])",
    );
    expect(() => matmul(input("a", [2, 2, 3]), input("b", [3, 3, 5]))).toThrow(
      "matmul: shapes do not broadcast (left [2], right [3])",
    );
  });
});
