// @ts-check
/**
 * The figure of the study, from its comparison, and the README's table on standard output.
 *
 *   npm run build
 *   node experiments/strength/figure.mjs runs/strength/comparison.json experiments/strength/figure.svg [CEILING.json]
 *
 * CEILING.json: a comparison of which the ceiling is drawn across all strengths.
 */
import { readFileSync, writeFileSync } from "node:fs";
import * as Plot from "@observablehq/plot";
import { methodStyles } from "../../dist/report/plots/method-style.js";
import { renderPlot } from "../../dist/report/plots/render-plot.js";
import { palette } from "../../dist/report/palette.js";

/** @typedef {import("../../src/evaluation/comparison/comparison.js").Comparison} Comparison */
/** @typedef {Comparison["settings"][number]["methods"][number]} Method */
/** @typedef {{ panel: string, method: string, strength: number, mean: number, low: number | null, high: number | null }} Point */

const [source, out, ceilingSource] = process.argv.slice(2);
if (source === undefined || out === undefined) {
  process.stderr.write("Name comparison.json and the figure to be written.\n");
  process.exit(2);
}
const comparison = readComparison(source);

/** Panels from left to right: what is shown, and where it stands. */
const panels = [
  { title: "balanced test", test: "balanced", metric: "balanced_accuracy" },
  { title: "inverted test", test: "inverted", metric: "balanced_accuracy" },
  { title: "worst group, balanced test", test: "balanced", metric: "worst_group_accuracy" },
];
const ceilingLine = { stroke: palette.text, strokeWidth: 1.2, strokeDasharray: "1 3" };
const points = comparison.settings.flatMap(({ setting, methods }) =>
  methods.flatMap((method) => panels.flatMap((panel) => pointOf(Number(setting), method, panel))),
);
const methods = [
  ...new Map(
    comparison.settings.flatMap((setting) =>
      setting.methods.map(({ method, role }) => [method, { method, role }]),
    ),
  ).values(),
];
const styles = methodStyles(methods);
const ceiling = ceilingSource === undefined ? [] : ceilingOf(readComparison(ceilingSource));
writeFileSync(out, `${figure()}\n`);
process.stdout.write(table());

/** @param {string} path @returns {Comparison} */
function readComparison(path) {
  return JSON.parse(readFileSync(path, "utf8"));
}

/** Of the one ceiling of a comparison. @param {Comparison} other @returns {Point[]} */
function ceilingOf({ settings }) {
  const own = settings.flatMap(({ methods: all }) => all.filter(({ role }) => role === "ceiling"));
  const [only] = own;
  if (only === undefined || own.length > 1) throw new Error("expected one setting with a ceiling");
  return panels.flatMap((panel) => pointOf(50, only, panel));
}

/**
 * @param {number} strength in percent @param {Method} method @param {typeof panels[number]} panel
 * @returns {Point[]} none where the method has no value
 */
function pointOf(strength, { method, tests }, { title, test, metric }) {
  const { mean, interval } = tests[test]?.[metric] ?? {};
  if (typeof mean !== "number") return [];
  const [low, high] =
    interval !== undefined && "low" in interval ? [interval.low, interval.high] : [null, null];
  return [{ panel: title, method, strength, mean, low, high }];
}

/** Strengths by their log odds, 70 to 98 % at about equal steps; methods stand side by side at each. @param {Point} point */
function placeOf({ strength, method }) {
  const side = methods.findIndex((other) => other.method === method) - (methods.length - 1) / 2;
  return logOdds(strength) + 0.035 * side;
}

/** @param {number} percent */
function logOdds(percent) {
  return Math.log(percent / (100 - percent));
}

/** Panels with a line a method; bars are 95 % intervals. One legend above. */
function figure() {
  const [width, height, top] = [1060, 400, 64];
  const style = (/** @type {{ method: string }} */ { method }) => {
    const own = styles.get(method);
    if (own === undefined) throw new Error(`no style of ${method}`);
    return own;
  };
  const strengths = [...new Set(points.map(({ strength }) => strength))].toSorted((a, b) => a - b);
  const ticks = strengths.map(logOdds);
  const lowest = Math.min(...[...points, ...ceiling].map(({ mean, low }) => low ?? mean));
  const lines = methods.map((one) =>
    Plot.line(
      points.filter(({ method }) => method === one.method),
      {
        ...{ fx: "panel", x: placeOf, y: "mean", stroke: style(one).colour, strokeWidth: 1.7 },
        strokeDasharray: style(one).dash,
      },
    ),
  );
  const plot = renderPlot({
    ...{ width, height, marginLeft: 44, marginBottom: 40, marginTop: 30, marginRight: 14 },
    ariaLabel: "Accuracy by strength of the association",
    symbol: { type: "identity" },
    fx: { domain: panels.map(({ title }) => title), label: null, padding: 0.06 },
    x: {
      ...{ ticks, label: "training images with the shortcut, log odds", labelAnchor: "center" },
      ...{ labelArrow: "none", inset: 18 },
      tickFormat: (/** @type {number} */ place) => `${strengths[ticks.indexOf(place)]} %`,
    },
    y: {
      ...{ domain: [Math.floor(20 * lowest) / 20, 1], label: "accuracy", labelArrow: "none" },
      ticks: 6,
    },
    marks: [
      Plot.gridY({ ticks: 6, stroke: palette.line, strokeOpacity: 1 }),
      Plot.ruleY(ceiling, { fx: "panel", y: "mean", ...ceilingLine }),
      ...lines,
      Plot.link(
        points.filter(({ low }) => low !== null),
        {
          ...{ fx: "panel", x1: placeOf, x2: placeOf, y1: "low", y2: "high" },
          stroke: (/** @type {Point} */ point) => style(point).colour,
        },
      ),
      Plot.dot(points, {
        ...{ fx: "panel", x: placeOf, y: "mean", r: 4 },
        fill: (/** @type {Point} */ point) => style(point).colour,
        symbol: (/** @type {Point} */ point) => style(point).symbol,
        stroke: palette.background,
        strokeWidth: 0.7,
      }),
    ],
  });
  const background = `<rect width="${width}" height="${height + top}" fill="${palette.background}"/>`;
  const inner = (/** @type {string} */ svg, /** @type {number} */ y) =>
    svg.replace("<svg ", `<svg y="${y}" `);
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height + top}" width="${width}" height="${height + top}">` +
    `${background}${inner(legend(width, top), 0)}${inner(plot, top)}</svg>`
  );

  /** A row or two of names; the ceiling, which is a rule, is the last. @param {number} across @param {number} down */
  function legend(across, down) {
    const columns = 5;
    const placeAt = (/** @type {number} */ index) => {
      const x = 44 + (index % columns) * ((across - 60) / columns);
      return { x, end: x + 34, y: 18 + 24 * Math.floor(index / columns) };
    };
    const entries = methods.map((one, index) => ({ ...one, ...placeAt(index) }));
    const colour = (/** @type {typeof entries[number]} */ entry) => style(entry).colour;
    return renderPlot({
      ...{ width: across, height: down, margin: 0, axis: null, symbol: { type: "identity" } },
      ariaLabel: "Methods",
      x: { domain: [0, across], range: [0, across] },
      y: { domain: [0, down], range: [0, down] },
      marks: [
        ...entries.map((entry) =>
          Plot.link([entry], {
            ...{ x1: "x", x2: "end", y1: "y", y2: "y", stroke: colour, strokeWidth: 1.7 },
            strokeDasharray: style(entry).dash,
          }),
        ),
        Plot.dot(entries, {
          ...{ x: (/** @type {typeof entries[number]} */ { x }) => x + 17, y: "y", r: 4.5 },
          ...{ fill: colour, stroke: palette.background, strokeWidth: 0.7 },
          symbol: (/** @type {typeof entries[number]} */ entry) => style(entry).symbol,
        }),
        Plot.text(entries, {
          ...{ x: "end", y: "y", dx: 7, textAnchor: "start", text: "method", fontSize: 12 },
        }),
        ...(ceiling.length === 0 ? [] : ceilingEntry(placeAt(entries.length))),
      ],
    });
  }
}

/** @param {{ x: number, end: number, y: number }} place */
function ceilingEntry(place) {
  return [
    Plot.link([place], { x1: "x", x2: "end", y1: "y", y2: "y", ...ceilingLine }),
    Plot.text([place], {
      ...{ x: "end", y: "y", dx: 7, textAnchor: "start", fontSize: 12 },
      text: () => "ceiling: no shortcut in training",
    }),
  ];
}

/** A row a method, a column a strength: inverted, balanced, worst group. */
function table() {
  const names = comparison.settings
    .map(({ setting }) => setting)
    .toSorted((a, b) => Number(a) - Number(b));
  const rows = methods.map(({ method }) => {
    const cells = names.map((name) => {
      const own = comparison.settings
        .find(({ setting }) => setting === name)
        ?.methods.find((one) => one.method === method);
      const shown = [panels[1], panels[0], panels[2]].map((panel) => {
        const [point] =
          own === undefined || panel === undefined ? [] : pointOf(Number(name), own, panel);
        return point === undefined ? "n/a" : point.mean.toFixed(3);
      });
      return shown.join(" / ");
    });
    return `| \`${method}\` | ${cells.join(" | ")} |`;
  });
  const head = ["method", ...names.map((name) => `${name} %`)];
  return `| ${head.join(" | ")} |\n| ${head.map(() => "---").join(" | ")} |\n${rows.join("\n")}\n`;
}
