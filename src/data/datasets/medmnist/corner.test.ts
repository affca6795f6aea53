import { describe, expect, it } from "vitest";
import { paintMarker } from "../morpho-mnist/marker.js";
import { paintCorner } from "./corner.js";

const painted = (shape: readonly number[]) => {
  const size = shape.reduce((product, extent) => product * extent, 1);
  const out = new Float32Array(size + 2);
  paintCorner(shape, out, 1);
  expect([out[0], out[size + 1]]).toEqual([0, 0]);
  return out.subarray(1, size + 1);
};
const placesOf = (out: Float32Array) => [...out.keys()].filter((place) => out[place] === 1);

describe("paintCorner", () => {
  it("is the marker of Morpho-MNIST at 28 x 28, in every channel", () => {
    const marker = new Float32Array(784);
    paintMarker(28, marker, 0);
    expect([...painted([1, 28, 28])]).toEqual([...marker]);
    expect([...painted([3, 28, 28])]).toEqual([...marker, ...marker, ...marker]);
  });

  it("is a cube in a volume, and grows with the image", () => {
    const cube = placesOf(painted([1, 28, 28, 28]));
    expect(cube).toHaveLength(27);
    expect([cube[0], cube[26]]).toEqual([784 + 28 + 1, 3 * 784 + 3 * 28 + 3]);
    expect(placesOf(painted([1, 64, 64]))).toHaveLength(49);
    expect(placesOf(painted([1, 4, 6]))).toEqual([7]);
  });
});
