import { describe, expect, it } from "vitest";
import { cases, golden, goldenImage, greyImage } from "../../../../fixtures/preprocess/golden.js";
import { clahe, claheConfig } from "./clahe.js";

const parse = (settings: object) => claheConfig.parse({ name: "clahe", ...settings });
const equalised = (image: ReturnType<typeof greyImage>, settings: object) =>
  clahe.apply(image, parse(settings), null, "a.png");

describe("clahe", () => {
  it.each(cases.clahe)("gives every level that OpenCV gives: $name", (one) => {
    const { name, clipLimit, tiles, levels } = one;
    const range = [0, levels - 1];
    const { data } = equalised(goldenImage(`${name} in`), { clipLimit, tiles, levels, range });
    expect([...data]).toEqual(Array.from(golden(name).data, Number));
    // It changes the picture: the identity would not pass.
    expect(golden(name).data).not.toEqual(golden(`${name} in`).data);
  });

  it("feels the clip limit", () => {
    expect(golden("clahe 40 x 48 8 bits 2.0 8 x 8").data).not.toEqual(
      golden("clahe 40 x 48 8 bits 40.0 8 x 8").data,
    );
  });

  it("rounds samples to levels over its range, and puts them back into it", () => {
    const one = goldenImage("clahe 64 x 64 8 bits 1.3 2 x 2 in");
    const small = { ...one, data: one.data.map((value) => (value + 0.3) / 255 - 2) };
    const settings = { clipLimit: 1.3, tiles: [2, 2] };
    const got = equalised(small, { ...settings, range: [-2, -1] });
    const want = equalised(one, settings).data.map((value) => value / 255 - 2);
    for (const [index, value] of got.data.entries())
      expect(value).toBeCloseTo(want[index] ?? NaN, 6);
    expect(clahe.range(null, parse({ range: [-2, -1] }))).toEqual([-2, -1]);
  });

  it("refuses volumes, colour, pictures smaller than the tiles, samples beyond the range", () => {
    const advice = "Set channels: grey for pictures; leave clahe out for volumes.";
    expect(() => equalised(goldenImage("volume"), {})).toThrow(
      `a.png: clahe equalises grey pictures alone: expected 1 channel and 2 axes, got 1 channels and 3 axes. ${advice}`,
    );
    const colour = { ...greyImage([1, 1], [1, 2, 3]), shape: [3, 1, 1] };
    expect(() => equalised(colour, {})).toThrow(
      `a.png: clahe equalises grey pictures alone: expected 1 channel and 2 axes, got 3 channels and 2 axes. ${advice}`,
    );
    expect(() => equalised(greyImage([1, 3], [1, 2, 3]), { tiles: [2, 2] })).toThrow(
      "a.png: the picture has fewer samples than tiles: expected 2 x 2 or more, got 1 x 3",
    );
    for (const wrong of [256, -0.75]) {
      const image = greyImage([1, 2], [1, wrong]);
      expect(() => equalised(image, { tiles: [1, 1] })).toThrow(
        `a.png: a sample lies beyond the range of clahe: expected 0 to 255, got ${wrong}. Set its range, or bring the samples into it before: window, percentile-clip, rescale.`,
      );
    }
  });
});
