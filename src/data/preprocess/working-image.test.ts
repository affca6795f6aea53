import { describe, expect, it } from "vitest";
import { greyImage } from "../../../fixtures/preprocess/golden.js";
import { extentsOf, geometryOfGrid, requireAxes } from "./working-image.js";

const volume = {
  ...greyImage([1, 2, 3], [0, 1, 2, 3, 4, 5]),
  spacingMm: [2, 3, 4],
  // Axes rotated by 90°: x runs along the patient's y, y against x.
  affine: [0, -3, 0, 10, 2, 0, 0, 20, 0, 0, 4, 30, 0, 0, 0, 1],
};

describe("geometryOfGrid", () => {
  it("places sample i of the new grid at first + step · i of the old", () => {
    const first = [0.5, -1, 2];
    const step = [2, 0.5, 1];
    const { spacingMm, affine } = geometryOfGrid(volume, first, step);
    expect(spacingMm).toEqual([4, 1.5, 4]);
    const place = (matrix: readonly number[], index: readonly number[]): number[] =>
      [0, 1, 2].map((row) =>
        index.reduce(
          (sum, i, axis) => sum + i * (matrix[4 * row + axis] ?? NaN),
          matrix[4 * row + 3] ?? NaN,
        ),
      );
    for (const index of [
      [0, 0, 0],
      [1, 0, 0],
      [3, 5, 7],
    ]) {
      const old = index.map((i, axis) => (first[axis] ?? NaN) + (step[axis] ?? NaN) * i);
      expect(place(affine ?? [], index)).toEqual(place(volume.affine, old));
    }
  });

  it("knows nothing of images without a place", () => {
    expect(geometryOfGrid(greyImage([1, 1], [0]), [1, 1], [2, 2])).toEqual({
      spacingMm: null,
      affine: null,
    });
  });
});

describe("requireAxes", () => {
  it("passes one number an axis, and refuses others", () => {
    expect(extentsOf(volume)).toEqual([1, 2, 3]);
    expect(() => requireAxes(volume, "size", [1, 1, 1], "a.nii")).not.toThrow();
    expect(() => requireAxes(volume, "size", [1, 1], "a.nii")).toThrow(
      "a.nii: size does not have a number for each axis of the image: expected 3 numbers for an image of 1 x 2 x 3, got [1,1]. Pictures have two axes, volumes three; a cohort has one kind.",
    );
  });
});
