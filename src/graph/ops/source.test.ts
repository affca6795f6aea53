import { describe, expect, it } from "vitest";
import { asTensor, constant, input, scalar } from "./source.js";

describe("sources", () => {
  it("carry their types", () => {
    expect(input("x", [2, 3], "int64")).toMatchObject({ shape: [2, 3], dtype: "int64" });
    expect(scalar(2)).toMatchObject({ shape: [], dtype: "float32" });
    const tensor = scalar(1, "bool");
    expect(asTensor(tensor)).toBe(tensor);
    expect(asTensor(3, "int32")).toMatchObject({ shape: [], dtype: "int32" });
  });

  it("copy the values of a constant", () => {
    const values = [1, 2];
    const { node } = constant(values, [2]);
    values[0] = 9;
    expect(node.attributes["value"]).toEqual({ values: Float64Array.of(1, 2) });
  });

  it("refuse values that do not fill the shape", () => {
    expect(() => constant([1, 2], [3])).toThrow(
      "constant: values do not fill the shape: expected 3, got 2",
    );
  });
});
