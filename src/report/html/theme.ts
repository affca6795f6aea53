import { darkPalette, palette } from "../palette.js";

const { series: lightSeries, ...light } = palette;
const { series: darkSeries, ...dark } = darkPalette;

/**
 * The page's colours as CSS variables (`--text`, `--quiet`, `--line`, `--panel`, `--background`, `--main`, `--alert`),
 * light or dark as the reader's system asks; paper is light.
 *
 * Plots hold the light palette as SVG attributes, so that they are pictures by themselves too. A style rule outranks such an
 * attribute: on a dark page each light colour is shown as its dark one. Other colours (photographs, greys) stay.
 */
export const themeStyle = [
  `:root { color-scheme: light dark; ${variables(light)} }`,
  "@media print { :root { color-scheme: light; } }",
  "@media screen and (prefers-color-scheme: dark) {",
  `:root { ${variables(dark)} }`,
  ...pairs().flatMap(([from, to]) => [
    `svg [fill="${from}"], svg[fill="${from}"] { fill: ${to}; }`,
    `svg [stroke="${from}"] { stroke: ${to}; }`,
  ]),
  "svg.plot { color: var(--text) !important; --plot-background: var(--background); }",
  "}",
].join("\n");

function variables(colours: Readonly<Record<string, string>>): string {
  return Object.entries(colours)
    .map(([name, colour]) => `--${name}: ${colour};`)
    .join(" ");
}

/** Each light colour once, with its dark one. */
function pairs(): [string, string][] {
  const named = Object.entries(light).map(([name, colour]): [string, string] => [
    colour,
    dark[name as keyof typeof dark],
  ]);
  const numbered = lightSeries.map((colour, place): [string, string] => [
    colour,
    darkSeries[place] ?? dark.text,
  ]);
  return [...new Map([...named, ...numbered])];
}
