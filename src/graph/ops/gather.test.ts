import { describe, expect, it } from "vitest";
import { createProgram } from "../program.js";
import { evaluateReference } from "../reference.js";
import { gather, gatherAlong, oneHot, permuteRows, scatterAdd } from "./gather.js";
import { constant, input } from "./source.js";

const table = constant([1, 2, 3, 4, 5, 6], [3, 2]);
const indices = (values: readonly number[], shape = [values.length]) =>
  constant(values, shape, "int64");

const evaluate = (y: ReturnType<typeof gather>) => {
  const { shape, data } = evaluateReference(createProgram("p", { y }), {})["y"] ?? {
    shape: [],
    data: [],
  };
  return { shape, values: [...data] };
};

describe("gather", () => {
  it("takes slices, also several times", () => {
    expect(evaluate(gather(table, indices([2, 0, 2])))).toEqual({
      shape: [3, 2],
      values: [5, 6, 1, 2, 5, 6],
    });
    expect(evaluate(gather(table, indices([1], []), 1))).toEqual({ shape: [3], values: [2, 4, 6] });
  });

  it("refuses indices that are not int64, and in the reference those outside the axis", () => {
    expect(() => gather(table, constant([1], [1]))).toThrow(
      "gather: indices: expected int64, got float32",
    );
    expect(() => evaluate(gather(table, indices([3])))).toThrow(
      "gather: index outside the axis: got 3 (extent 3)",
    );
  });
});

describe("permuteRows", () => {
  const [order, inverse] = [indices([2, 0, 1]), indices([1, 2, 0])];

  it("takes each row once, and undoes it by the inverse", () => {
    const turned = permuteRows(table, order, inverse);
    expect(evaluate(turned)).toEqual({ shape: [3, 2], values: [5, 6, 1, 2, 3, 4] });
    expect(evaluate(permuteRows(turned, inverse, order)).values).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it("refuses another number of indices, and in the reference those outside the rows", () => {
    expect(() => permuteRows(table, order, indices([0, 1]))).toThrow(
      "permuteRows: one index a row: expected [3], got [2]",
    );
    expect(() => evaluate(permuteRows(table, indices([0, 1, 3]), inverse))).toThrow(
      "permuteRows: index outside the axis: got 3 (extent 3)",
    );
  });
});

describe("gatherAlong", () => {
  it("takes one element an index", () => {
    expect(evaluate(gatherAlong(table, indices([1, 0, 1], [3, 1])))).toEqual({
      shape: [3, 1],
      values: [2, 3, 6],
    });
  });

  it("refuses indices of another shape", () => {
    expect(() => gatherAlong(table, indices([0, 1], [2, 1]))).toThrow(
      "gatherAlong: indices need the operand's extents away from the axis (x [3,2], indices [2,1], axis 1)",
    );
  });
});

describe("scatterAdd", () => {
  it("adds where indices meet and leaves zeros", () => {
    const y = scatterAdd(table, indices([0, 0, 3, 1, 0, 1], [3, 2]), { axis: 0, extent: 4 });
    expect(evaluate(y)).toEqual({ shape: [4, 2], values: [6, 2, 0, 10, 0, 0, 3, 0] });
  });

  it("refuses another number of indices", () => {
    expect(() => scatterAdd(table, indices([0, 0], [1, 2]), { axis: 0, extent: 4 })).toThrow(
      "scatterAdd: one index an element (x [3,2], indices [1,2])",
    );
  });
});

describe("oneHot", () => {
  it("has a row of zeros for an index outside the classes", () => {
    expect(evaluate(oneHot(indices([2, -1, 0, 3]), 3))).toEqual({
      shape: [4, 3],
      values: [0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0],
    });
  });

  it("refuses indices that are not int64", () => {
    expect(() => oneHot(input("label", [4], "int32"), 3)).toThrow(
      "oneHot: indices: expected int64, got int32",
    );
  });
});
