import { describe, expect, it } from "vitest";
import { at } from "../../base/ndarray.js";
import type { DecodedImage } from "../formats/decoded-image.js";
import { createPipeline, preprocess } from "./pipeline.js";
import { preprocessConfig, type PreprocessSpec } from "./preprocess-spec.js";
import { sourcePlaces } from "./source-places.js";

/** Each sample holds its own index + 1, so that 0 is a margin. */
function numbered(
  extents: readonly number[],
  spacingMm: readonly number[] | null = null,
): DecodedImage {
  const length = extents.reduce((product, extent) => product * extent, 1);
  const data = Float32Array.from({ length }, (_, index) => index + 1);
  return {
    samples: { dtype: "float32", shape: [1, ...extents], data },
    ...{ channels: "grey", spacingMm, affine: null },
  };
}

function specOf(...steps: object[]): PreprocessSpec {
  const config = preprocessConfig.parse({ channels: "grey", steps });
  return { version: 1, ...config, fitted: config.steps.map(() => null) };
}

/** The picture that the places give. */
function gathered(decoded: DecodedImage, places: readonly Int32Array[]): number[] {
  const extents = decoded.samples.shape.slice(1);
  let found = [0];
  for (const [axis, own] of places.entries()) {
    found = found.flatMap((flat) =>
      Array.from(own, (place) => (place < 0 || flat < 0 ? -1 : flat * at(extents, axis) + place)),
    );
  }
  return found.map((flat) => (flat < 0 ? 0 : Number(decoded.samples.data[flat])));
}

const nearest = { name: "resize", method: "nearest" };

describe("sourcePlaces", () => {
  it.each([
    ["no step", [5, 7], []],
    ["smaller", [9, 14], [{ ...nearest, size: [4, 5] }]],
    ["larger", [3, 4], [{ ...nearest, size: [7, 5] }]],
    ["the middle of it", [9, 20], [{ ...nearest, size: [4, 5], keepAspect: "crop" }]],
    ["fitted in, with margins", [9, 20], [{ ...nearest, size: [8, 8], keepAspect: "pad" }]],
    ["a box", [9, 8], [{ name: "crop", start: [2, 3], size: [4, 5] }]],
    ["cut and filled", [9, 4], [{ name: "crop-pad", size: [5, 8] }]],
    ["the foreground", [6, 5], [{ name: "crop-to-foreground", threshold: 17, margin: 1 }]],
    ["volumes", [6, 7, 5], [{ ...nearest, size: [3, 3, 8] }]],
    [
      "one after the other",
      [12, 9],
      [
        { name: "crop-to-foreground", threshold: 40 },
        { name: "rescale", from: [0, 1] },
        { ...nearest, size: [7, 6], keepAspect: "pad" },
        { name: "crop-pad", size: [9, 4] },
      ],
    ],
  ])(
    "is where the pipeline by nearest neighbour takes its samples from: %s",
    (_, extents, steps) => {
      const decoded = numbered(extents);
      const spec = specOf(...steps);
      const places = sourcePlaces(spec, decoded, "a");
      expect(gathered(decoded, places)).toEqual([...preprocess(spec, decoded, "a").data]);
    },
  );

  it("follows millimetres", () => {
    const decoded = numbered([5, 6], [2, 0.7]);
    const spec = specOf({ name: "resample-spacing", spacingMm: [1.3, 1.4], method: "nearest" });
    expect(gathered(decoded, sourcePlaces(spec, decoded, "a"))).toEqual([
      ...preprocess(spec, decoded, "a").data,
    ]);
  });

  it("does not depend on the method that the image is resampled by: the grid is the same", () => {
    const decoded = numbered([10, 13]);
    const of = (method: string) => sourcePlaces(specOf({ name: "resize", size: [4, 6], method }), decoded, "a"); // prettier-ignore
    expect(of("area")).toEqual(of("nearest"));
    expect(of("cubic")).toEqual(of("nearest"));
  });

  it("refuses what the pipeline refuses", () => {
    const spec = specOf({ name: "crop", start: [2, 3], size: [9, 9] });
    const refusal = "a, step 1 (crop): the box reaches beyond the image";
    expect(() => createPipeline(spec, [1, 9, 9]).apply(numbered([4, 4]), "a")).toThrow(refusal);
    expect(() => sourcePlaces(spec, numbered([4, 4]), "a")).toThrow(refusal);
  });
});
