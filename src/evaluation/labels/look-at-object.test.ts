import { describe, expect, it } from "vitest";
import { lookAtObject, pointingTolerance, type ObjectLook } from "./look-at-object.js";

/** Sixty-four by fifty: tolerance 1.92 pixels. */
const size = { height: 50, width: 64 };
const pixels = 50 * 64;
const place = (y: number, x: number) => y * 64 + x;

/** The object: rows 10 to 19, columns 20 to 39. */
const object = Uint8Array.from({ length: pixels }, (_, pixel) => {
  const [y, x] = [Math.floor(pixel / 64), pixel % 64];
  return Number(y >= 10 && y < 20 && x >= 20 && x < 40);
});
const area = 200 / pixels;

const mapOf = (values: Readonly<Record<number, number>>, ground = 0) => {
  const map = new Float64Array(pixels).fill(ground);
  for (const [pixel, value] of Object.entries(values)) map[Number(pixel)] = value;
  return map;
};

function look(map: Float64Array, mask = object): ObjectLook {
  const found = lookAtObject(map, mask, size);
  if (found === null) throw new Error("an empty mask");
  return found;
}

describe("lookAtObject", () => {
  it("of one pixel is 1 inside and 0 outside", () => {
    expect(look(mapOf({ [place(15, 30)]: 3 }))).toMatchObject({
      ...{ hit: 1, hitTolerant: 1, inside: 1, area },
      iou: 1 / 200,
    });
    expect(look(mapOf({ [place(40, 30)]: 3 }))).toMatchObject({
      ...{ hit: 0, hitTolerant: 0, inside: 0, iou: 0, area },
    });
  });

  it("of the object itself is all, and of all else nothing", () => {
    const own = Float64Array.from(object);
    expect(look(own)).toMatchObject({ hit: 1, inside: 1, iou: 1 });
    expect(look(own.map((value) => 1 - value))).toMatchObject({ hit: 0, inside: 0, iou: 0 });
  });

  it("has chance where attention is uniform, whatever it is of", () => {
    // The first of the tied pixels, which others take, is at the corner: 0 here, and 1 for an object that lies there.
    for (const value of [1 / pixels, 0, -2]) {
      const found = look(mapOf({}, value));
      for (const name of ["hit", "inside", "iou"] as const)
        expect(found[name]).toBeCloseTo(area, 12);
      expect(found.hitTolerant).toBe(found.areaTolerant);
      expect(found.hitBox).toBe(found.areaBox);
    }
  });

  it("shares a tie among the tied", () => {
    const three = mapOf({ [place(15, 30)]: 2, [place(40, 30)]: 2, [place(41, 30)]: 2 });
    expect(look(three).hit).toBeCloseTo(1 / 3, 12);
    // Within rounding of the interpolation, and not of what a network tells apart.
    const nearly = mapOf({ [place(15, 30)]: 2 - 1e-15, [place(40, 30)]: 2 });
    expect(look(nearly).hit).toBeCloseTo(1 / 2, 12);
    expect(look(mapOf({ [place(15, 30)]: 2 - 1e-6, [place(40, 30)]: 2 })).hit).toBe(0);
  });

  it("points by the largest value and not by its sign; what is below 0 has no mass", () => {
    const missed = mapOf({ [place(15, 30)]: -0.1 }, -1);
    expect(look(missed)).toMatchObject({ hit: 1 });
    expect(look(missed).inside).toBeCloseTo(area, 12);
    const mixed = mapOf({ [place(15, 30)]: 3, [place(40, 30)]: 1, [place(16, 30)]: -5 });
    expect(look(mixed).inside).toBe(0.75);
  });

  it("overlaps from half of the largest on", () => {
    const map = mapOf({ [place(15, 30)]: 2, [place(15, 31)]: 1, [place(40, 30)]: 0.99 });
    expect(look(map).iou).toBe(2 / 200);
    map[place(40, 30)] = 1;
    expect(look(map).iou).toBe(2 / 201);
  });

  it("tolerates 3 % of the longer side, as a distance to the nearest pixel of the object", () => {
    expect(pointingTolerance(size)).toBeCloseTo(1.92, 12);
    expect(pointingTolerance({ height: 375, width: 500 })).toBeCloseTo(15, 12);
    const near = (y: number, x: number) => look(mapOf({ [place(y, x)]: 1 }));
    // The corner is at row 19, column 39.
    for (const [y, x] of [
      [20, 39],
      [20, 40],
      [15, 40],
      [9, 19],
    ] as const)
      // prettier-ignore
      expect(near(y, x)).toMatchObject({ hit: 0, hitTolerant: 1 });
    for (const [y, x] of [
      [21, 39],
      [21, 40],
      [15, 41],
      [8, 20],
    ] as const)
      // prettier-ignore
      expect(near(y, x)).toMatchObject({ hit: 0, hitTolerant: 0 });
    expect(look(mapOf({})).areaTolerant).toBe((12 * 22) / pixels);
  });

  it("of an L has the corner in its box, to the tolerance, and no farther", () => {
    // A boot: a shaft of columns 30 to 39 on rows 10 to 29, a foot of columns 20 to 39 on rows 20 to 29.
    const boot = Uint8Array.from({ length: pixels }, (_, pixel) => {
      const [y, x] = [Math.floor(pixel / 64), pixel % 64];
      return Number(y >= 10 && y < 30 && x >= (y < 20 ? 30 : 20) && x < 40);
    });
    const at = (y: number, x: number) => look(mapOf({ [place(y, x)]: 1 }), boot);
    expect(at(12, 22)).toMatchObject({ hit: 0, hitTolerant: 0, hitBox: 1 });
    expect(at(9, 20)).toMatchObject({ hitTolerant: 0, hitBox: 1 });
    expect(at(8, 20)).toMatchObject({ hitBox: 0 });
    expect(at(31, 39)).toMatchObject({ hitTolerant: 0, hitBox: 0 });
    // 20 x 20 and a margin of one pixel on each side, corners too: √2 < 1.92.
    expect(at(0, 0).areaBox).toBe((22 * 22) / pixels);
    expect(look(mapOf({ [place(15, 30)]: 1 })).areaBox).toBe((12 * 22) / pixels);
  });

  it("has the tolerance of every pair of pixels on scattered objects", () => {
    const wide = { height: 40, width: 120 };
    const mask = Uint8Array.from({ length: 4800 }, (_, i) => Number(Math.sin(i * i) > 0.999));
    const tolerance = pointingTolerance(wide);
    const shown = [...mask.keys()].filter((pixel) => mask[pixel] === 1);
    const isNear = (pixel: number) =>
      shown.some((own) => {
        const rows = Math.floor(own / 120) - Math.floor(pixel / 120);
        return rows ** 2 + ((own % 120) - (pixel % 120)) ** 2 < tolerance ** 2;
      });
    const near = [...mask.keys()].filter(isNear).length;
    expect(shown.length).toBeGreaterThan(20);
    expect(near).toBeGreaterThan(3 * shown.length);
    const found = lookAtObject(new Float64Array(4800), mask, wide);
    expect(found?.areaTolerant).toBe(near / 4800);
  });

  it("has nothing to say without an object, and refuses what is no picture", () => {
    expect(lookAtObject(mapOf({}), new Uint8Array(pixels), size)).toBeNull();
    expect(() => lookAtObject(new Float64Array(3), object, size)).toThrow(
      "lookAtObject: pixels of the map: expected 3200, got 3",
    );
    expect(() => lookAtObject(mapOf({}), new Uint8Array(3), size)).toThrow(
      "lookAtObject: pixels of the mask: expected 3200, got 3",
    );
    expect(() => look(mapOf({ 7: NaN }))).toThrow(
      "lookAtObject: value of pixel 7: expected a finite number, got NaN",
    );
  });
});
