import { z } from "zod";
import { DataError } from "../../../base/errors.js";
import { at } from "../../../base/ndarray.js";
import { equaliseTiles } from "../kernels/equalise-tiles.js";
import { roundHalfEven } from "../kernels/round-half-even.js";
import { defineStep } from "../step.js";
import { intervalSetting } from "../step-settings.js";
import type { WorkingImage } from "../working-image.js";

/** Settings of {@link clahe}. */
export const claheConfig = z.strictObject({
  name: z.literal("clahe").describe("Equalises contrast tile by tile, with a limit."),
  clipLimit: z
    .number()
    .positive()
    .default(2)
    .describe("Most that a level may count in a tile, in multiples of an even histogram."),
  tiles: z
    .tuple([z.int().positive(), z.int().positive()])
    .default([8, 8])
    .describe("Tiles along the rows' axis and the columns' axis: [down, across]."),
  levels: z
    .union([z.literal(256), z.literal(65536)])
    .default(256)
    .describe("Grey levels that samples are rounded to."),
  range: intervalSetting
    .default([0, 255])
    .describe("[low, high] of the samples, which become level 0 and the last."),
});

/**
 * Contrast-limited adaptive histogram equalisation of a grey picture ({@link equaliseTiles}). Samples are rounded to
 * `levels` levels over `range` (half to even), equalised, and put back into `range`.
 *
 * With 256 levels over 0..255, or 65536 over 0..65535, whole-number samples give what OpenCV's createCLAHE gives for
 * uint8 and uint16, every level. OpenCV's own clipLimit is 40, which limits next to nothing.
 * @throws DataError with `where`: a volume, a colour picture, fewer samples than tiles, a sample beyond `range`.
 * @source OpenCV, createCLAHE.
 */
export const clahe = defineStep({
  name: "clahe",
  config: claheConfig,
  extents: () => "kept",
  apply(image, { clipLimit, tiles, levels: levelCount, range }, _, where) {
    const [height, width] = requireGreyPicture(image, tiles, where);
    const levels = levelsOf(image.data, levelCount, range, where);
    const [tileRows, tileColumns] = tiles;
    const plane = { levels, height, width, tileRows, tileColumns };
    const equalised = equaliseTiles(plane, levelCount, clipLimit);
    const [low, high] = range;
    const data = new Float32Array(equalised.length);
    for (let index = 0; index < data.length; index++) {
      data[index] = low + ((equalised[index] ?? 0) * (high - low)) / (levelCount - 1);
    }
    return { ...image, data };
  },
  range: (_, { range }) => range,
  describe: ({ clipLimit, tiles, levels, range }) =>
    `contrast equalised in ${tiles.join(" x ")} tiles (CLAHE, clip limit ${clipLimit}, ${levels} levels over ${range.join("..")})`,
});

function requireGreyPicture(
  { shape }: WorkingImage,
  tiles: readonly [number, number],
  where: string,
): readonly [height: number, width: number] {
  if (shape.length !== 3 || shape[0] !== 1) {
    throw new DataError(where, "clahe equalises grey pictures alone", {
      expected: "1 channel and 2 axes",
      got: `${at(shape, 0)} channels and ${shape.length - 1} axes`,
      advice: "Set channels: grey for pictures; leave clahe out for volumes.",
    });
  }
  const [height, width] = [at(shape, 1), at(shape, 2)];
  if (height < tiles[0] || width < tiles[1]) {
    throw new DataError(where, "the picture has fewer samples than tiles", {
      expected: `${tiles.join(" x ")} or more`,
      got: `${height} x ${width}`,
    });
  }
  return [height, width];
}

function levelsOf(
  data: Float32Array,
  levelCount: number,
  [low, high]: readonly [number, number],
  where: string,
): Uint8Array | Uint16Array {
  const levels = levelCount === 256 ? new Uint8Array(data.length) : new Uint16Array(data.length);
  const last = levelCount - 1;
  for (let index = 0; index < data.length; index++) {
    const value = data[index] ?? 0;
    const level = roundHalfEven(((value - low) * last) / (high - low));
    if (level < 0 || level > last) {
      throw new DataError(where, "a sample lies beyond the range of clahe", {
        expected: `${low} to ${high}`,
        got: value,
        advice:
          "Set its range, or bring the samples into it before: window, percentile-clip, rescale.",
      });
    }
    levels[index] = level;
  }
  return levels;
}
