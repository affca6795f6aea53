import { describe, expect, it } from "vitest";
import { contrast } from "../../../test/legible.js";
import { darkPalette, palette } from "../palette.js";
import { auditStyle } from "../audit/audit-style.js";
import { pageStyle } from "./style.js";
import { themeStyle } from "./theme.js";

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

  it("is asked by all other rules, so that no light line stays on a dark page", () => {
    // Regression: the border of the scan's pictures was the light palette's.
    const { series: _, ...named } = palette;
    for (const colour of Object.values(named)) {
      expect(`${pageStyle.replace(themeStyle, "")}${auditStyle}`).not.toContain(colour);
    }
  });
});
