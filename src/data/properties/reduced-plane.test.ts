import { expect, it } from "vitest";
import { reducePlane } from "./reduced-plane.js";

it("has the means of blocks, each sample in one", () => {
  const plane = Float32Array.from({ length: 15 }, (_, index) => index);
  // Rows 0, 1 to 2; columns 0 to 1, 2 to 4.
  expect(reducePlane(plane, 3, 5, 2)).toEqual({
    ...{ rows: 2, columns: 2 },
    means: Float64Array.of(0.5, 3, 8, 10.5),
  });
});

it("copies what is small enough", () => {
  const plane = Float32Array.of(1, 2, 3, 4, 5, 6);
  expect([...reducePlane(plane, 2, 3, 8).means]).toEqual([1, 2, 3, 4, 5, 6]);
});
