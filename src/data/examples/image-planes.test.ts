import { describe, expect, it } from "vitest";
import { at } from "../../base/ndarray.js";
import { imagePlanes, type ImagePlane } from "./image-planes.js";

const shape = [1, 4, 6, 8];

/** A volume of zeros with a 1 at (x, y, z). */
function marked([x, y, z]: readonly [number, number, number]): Float32Array {
  const values = new Float32Array(4 * 6 * 8);
  values[(x * 6 + y) * 8 + z] = 1;
  return values;
}

/** Row and column of the mark, or null. */
function markOf({ data, width }: ImagePlane): number[] | null {
  const index = data.indexOf(1);
  return index < 0 ? null : [Math.floor(index / width), index % width];
}

/** The planes of a volume of these axes with one mark. */
function marks(place: readonly [number, number, number], orientation?: "ras") {
  const planes = imagePlanes(marked(place), shape, orientation);
  return Object.fromEntries(planes.map((plane) => [plane.name ?? "", markOf(plane)]));
}

describe("imagePlanes", () => {
  it("gives a picture back as it is", () => {
    const data = Float32Array.of(1, 2, 3, 4, 5, 6);
    expect(imagePlanes(data, [1, 2, 3], undefined)).toEqual([
      { name: null, channels: 1, height: 2, width: 3, data },
    ]);
    expect(imagePlanes(data, [3, 1, 2], undefined)).toMatchObject([{ channels: 3, height: 1 }]);
  });

  it("has the sizes of upright planes", () => {
    const sizes = imagePlanes(marked([0, 0, 0]), shape, "ras").map(({ height, width }) => [
      height,
      width,
    ]);
    // Axial y x x, coronal z x x, sagittal z x y.
    expect(sizes).toEqual([
      [6, 4],
      [8, 4],
      [8, 6],
    ]);
  });

  it("puts front and head up, and the patient's right on the viewer's left", () => {
    // The last index of each axis is the patient's right, front and head; the middle slices are 2, 3 and 4.
    expect(marks([3, 5, 4], "ras")).toEqual({ axial: [0, 0], coronal: null, sagittal: null });
    expect(marks([0, 0, 4], "ras")).toEqual({ axial: [5, 3], coronal: null, sagittal: null });
    expect(marks([3, 3, 7], "ras")).toEqual({ axial: null, coronal: [0, 0], sagittal: null });
    expect(marks([0, 3, 0], "ras")).toEqual({ axial: null, coronal: [7, 3], sagittal: null });
    expect(marks([2, 5, 7], "ras")).toEqual({ axial: null, coronal: null, sagittal: [0, 0] });
    expect(marks([2, 0, 0], "ras")).toEqual({ axial: null, coronal: null, sagittal: [7, 5] });
  });

  it("turns nothing round where orientation is not known", () => {
    expect(marks([0, 1, 4])).toEqual({
      "across axis 1": null,
      "across axis 2": null,
      "across axis 3": [0, 1],
    });
    expect(marks([2, 5, 7])).toMatchObject({ "across axis 1": [5, 7] });
  });

  it("keeps the channels of a volume apart", () => {
    const values = Float32Array.from({ length: 16 }, (_, index) => index);
    const [axial] = imagePlanes(values, [2, 2, 2, 2], "ras");
    // Channel, then y and x from their ends, at z = 1.
    const expected = [0, 1].flatMap((channel) =>
      [1, 0].flatMap((y) => [1, 0].map((x) => at(values, ((channel * 2 + x) * 2 + y) * 2 + 1))),
    );
    expect([...(axial?.data ?? [])]).toEqual(expected);
  });

  it("refuses features and values that do not fill the shape", () => {
    expect(() => imagePlanes(new Float32Array(4), [4], undefined)).toThrow(
      "imagePlanes: not a picture or a volume: expected [[C, H, W],[C, X, Y, Z]], got [4]",
    );
    expect(() => imagePlanes(new Float32Array(4), [1, 2, 3], undefined)).toThrow(
      "imagePlanes: values do not fill the shape: expected 6, got 4",
    );
  });
});
