/**
 * Colours of all plots and pages. Series are from Okabe and Ito 2008, told apart with the common kinds of
 * colour blindness; the yellow is left out, it is too light on white.
 */
export const palette = {
  text: "#1b1f24",
  quiet: "#5b6470",
  line: "#d5dae0",
  panel: "#f5f7f9",
  background: "#ffffff",
  /** The usual mark. */
  main: "#0072b2",
  /** The mark to look at: the worst group. */
  alert: "#d55e00",
  series: ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#1b1f24"],
} as const;

/** The same on a dark page, in the same order: each has the hue of its light one and at least its contrast. */
export const darkPalette = {
  text: "#e8ebef",
  quiet: "#a7b0bb",
  line: "#3a424c",
  panel: "#1e2329",
  background: "#14171b",
  main: "#58aee6",
  alert: "#ff8a4c",
  series: ["#58aee6", "#ff8a4c", "#35c294", "#e09cc3", "#e6ac2e", "#9ad6f7", "#e8ebef"],
} as const satisfies Record<keyof typeof palette, unknown>;

/** Line patterns (SVG dash arrays) that go with the series colours, so that colour is never alone. */
export const dashes = ["none", "6 3", "2 2", "8 3 2 3", "none", "6 3", "2 2"] as const;
