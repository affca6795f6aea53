import { describe, expect, it } from "vitest";
import { darkPalette, palette } from "../palette.js";
import { themeStyle } from "./theme.js";

/** WCAG 2.2: ratio of the relative luminances of two colours, 1..21. */
function contrast(first: string, second: string): number {
  const luminance = (colour: string): number => {
    const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
      const share = parseInt(colour.slice(at, at + 2), 16) / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [high = 0, low = 0] = [luminance(first), luminance(second)].sort((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}

describe("themeStyle", () => {
  it("knows contrast: black on white 21, and the grey that just passes", () => {
    expect(contrast("#000000", "#ffffff")).toBeCloseTo(21, 10);
    expect(contrast("#767676", "#ffffff")).toBeCloseTo(4.54, 2);
  });

  it.each([
    ["light", palette],
    ["dark", darkPalette],
  ])("is legible, %s", (_, colours) => {
    const { background, panel } = colours;
    for (const text of [colours.text, colours.quiet]) {
      expect(contrast(text, background)).toBeGreaterThanOrEqual(4.5);
      expect(contrast(text, panel)).toBeGreaterThanOrEqual(4.5);
    }
    expect(contrast(colours.main, background)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(colours.main, panel)).toBeGreaterThanOrEqual(4.5);
    // A mark, never the colour of text.
    expect(contrast(colours.alert, panel)).toBeGreaterThanOrEqual(3);
  });

  it("shows no dark colour weaker than the light one that it stands for", () => {
    palette.series.forEach((colour, place) => {
      const dark = contrast(darkPalette.series[place] ?? "", darkPalette.background);
      expect(dark).toBeGreaterThanOrEqual(Math.min(4.5, contrast(colour, palette.background)));
    });
  });

  it("has every colour of the light palette in its dark part once, and is light on paper", () => {
    const [before = "", dark = ""] = themeStyle.split("@media screen and");
    const { series, ...named } = palette;
    for (const colour of new Set([...Object.values(named), ...series])) {
      expect(dark.split(`svg [fill="${colour}"]`)).toHaveLength(2);
    }
    expect(before).toContain(`--text: ${palette.text};`);
    expect(dark).toContain(`--text: ${darkPalette.text};`);
  });
});
