import { describe, expect, it } from "vitest";
import { goldenImage, greyImage } from "../../../../fixtures/preprocess/golden.js";
import { crop, cropConfig } from "./crop.js";

const cropped = (image: ReturnType<typeof greyImage>, settings: object) =>
  crop.apply(image, cropConfig.parse({ name: "crop", ...settings }), null, "a.png");

describe("crop", () => {
  it("cuts the box from its start", () => {
    const image = greyImage([3, 4], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    expect(cropped(image, { start: [1, 2], size: [2, 1] })).toEqual(greyImage([2, 1], [6, 10]));
  });

  it("refuses boxes that reach beyond the image, or do not have its axes", () => {
    expect(() => cropped(goldenImage("picture"), { start: [0, 25], size: [23, 7] })).toThrow(
      "a.png: the box reaches beyond the image: expected a box inside 23 x 31, got 23 x 7 from 0, 25. crop-pad fills what is missing.",
    );
    expect(() => cropped(goldenImage("volume"), { start: [0, 0], size: [2, 2] })).toThrow(
      "a.png: size does not have a number for each axis of the image: expected 3 numbers for an image of 9 x 11 x 7, got [2,2]. Pictures have two axes, volumes three; a cohort has one kind.",
    );
    const { error } = cropConfig.safeParse({ name: "crop", start: [0, 0], size: [1, 1, 1] });
    expect(error?.issues.map(({ message }) => message)).toEqual([
      "start and size must have as many numbers",
    ]);
  });
});
