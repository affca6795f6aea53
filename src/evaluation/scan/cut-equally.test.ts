import { expect, it } from "vitest";
import { cutEqually } from "./cut-equally.js";

it("cuts into equal pieces, and leaves equal numbers together", () => {
  const cut = (values: number[], asked: number) => [
    ...cutEqually(Float64Array.from(values), [...values.keys()], asked).pieces,
  ];
  expect(cut([1, 2, 3, 4, 5, 6], 3)).toEqual([0, 0, 1, 1, 2, 2]);
  expect(cut([1, 2, 2, 2, 2, 6], 3)).toEqual([0, 1, 1, 1, 1, 2]);
  expect(cut([1, 1, 1, 1, 1, 6], 2)).toEqual([0, 0, 0, 0, 0, 1]);
  expect(cut([1, 1, 2, 5, 5, 5], 6)).toEqual([0, 0, 1, 2, 2, 2]);
  expect(cutEqually(new Float64Array(0), [], 4)).toEqual({ pieces: new Int32Array(0), count: 0 });
});
