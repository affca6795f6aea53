import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeNpz } from "../../formats/npz.js";
import { hiresPixels } from "./constants.js";
import { createDistanceTransform } from "./distance-transform.js";

/** By definition: the smallest over all targets. */
function bruteForce(mask: Uint8Array, width: number, target: 0 | 1): Int32Array {
  const targets = [...mask.keys()].filter((index) => mask[index] === target);
  return Int32Array.from(mask, (_, index) =>
    Math.min(
      ...targets.map((other) => {
        const down = Math.floor(other / width) - Math.floor(index / width);
        const right = (other % width) - (index % width);
        return down * down + right * right;
      }),
    ),
  );
}

describe("createDistanceTransform", () => {
  it("equals the definition on random masks of any shape, both targets", () => {
    const picture = fc
      .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }))
      .chain(([height, width]) =>
        fc.record({
          height: fc.constant(height),
          width: fc.constant(width),
          mask: fc.array(fc.integer({ min: 0, max: 1 }), {
            minLength: height * width,
            maxLength: height * width,
          }),
        }),
      );
    fc.assert(
      fc.property(picture, fc.constantFrom<0 | 1>(0, 1), ({ height, width, mask }, target) => {
        fc.pre(mask.includes(target));
        const pixels = Uint8Array.from(mask);
        const out = new Int32Array(mask.length).fill(-1);
        createDistanceTransform(height, width)(pixels, target, out);
        expect(out).toEqual(bruteForce(pixels, width, target));
      }),
      { numRuns: 500 },
    );
  });

  it("equals scipy's distance_transform_edt on drawn digits", () => {
    const source = new URL("../../../../fixtures/morpho-mnist/digits.npz", import.meta.url);
    const squared = decodeNpz(readFileSync(source), "digits.npz").get("distance_squared");
    if (squared?.dtype !== "int32") throw new Error("no distances");
    const transform = createDistanceTransform(112, 112);
    const out = new Int32Array(hiresPixels);
    for (let start = 0; start < squared.data.length; start += hiresPixels) {
      const wanted = squared.data.subarray(start, start + hiresPixels);
      transform(
        Uint8Array.from(wanted, (value) => (value > 0 ? 1 : 0)),
        0,
        out,
      );
      expect(out).toEqual(wanted);
    }
  });

  it("gives (height + width)² or more where nothing is a target", () => {
    const out = new Int32Array(6);
    createDistanceTransform(2, 3)(new Uint8Array(6), 1, out);
    expect(out.every((value) => value >= 25)).toBe(true);
  });
});
