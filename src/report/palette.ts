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

/** Line patterns (SVG dash arrays) that go with the series colours, so that colour is never alone. */
export const dashes = ["none", "6 3", "2 2", "8 3 2 3", "none", "6 3", "2 2"] as const;
