// @ts-check
/**
 * The figure of a study of one setting: a metric of each test, all methods, means over seeds with their 95 % intervals.
 *
 *   npm run build
 *   node experiments/draw-tests.mjs runs/nih-cxr/comparison.json experiments/nih-cxr/figure.svg auroc AUROC 0.5
 *
 * The last number is chance, a dotted line; leave it out where there is none.
 */
import { readFileSync, writeFileSync } from "node:fs";
import * as Plot from "@observablehq/plot";
import { methodStyles } from "../dist/report/plots/method-style.js";
import { renderPlot } from "../dist/report/plots/render-plot.js";
import { palette } from "../dist/report/palette.js";

/** @typedef {import("../src/evaluation/comparison/comparison.js").Comparison} Comparison */
/** @typedef {{ test: string, method: string, mean: number, low: number, high: number }} Point */

const [source, out, metric, title, chance] = process.argv.slice(2);
if (source === undefined || out === undefined || metric === undefined || title === undefined) {
  process.stderr.write("Name comparison.json, the figure, a metric and its title.\n");
  process.exit(2);
}
/** @type {Comparison} */
const { settings } = JSON.parse(readFileSync(source, "utf8"));
const [{ methods } = fail("no setting")] = settings;
const tests = ["iid", "inverted", "balanced"].filter((test) =>
  methods.some(({ tests: own }) => typeof own[test]?.[metric]?.mean === "number"),
);
const points = methods.flatMap(({ method, tests: own }) =>
  tests.flatMap((test) => {
    const { mean, interval } = own[test]?.[metric] ?? {};
    if (typeof mean !== "number") return [];
    const [low, high] =
      interval !== undefined && "low" in interval ? [interval.low, interval.high] : [mean, mean];
    return [{ test, method, mean, low, high }];
  }),
);
if (points.length === 0) fail(`no test has ${metric}`);
const styles = methodStyles(methods);
/** @param {Point} point */
const colour = ({ method }) => styles.get(method)?.colour ?? palette.main;
/** @param {Point} point */
const symbol = ({ method }) => styles.get(method)?.symbol ?? "circle";

const figure = renderPlot({
  ...{ width: 820, height: 60 + 24 * methods.length, marginLeft: 150, marginRight: 12 },
  ...{ marginTop: 28, marginBottom: 36 },
  ariaLabel: `${title} by test and method, means over seeds with 95 % intervals`,
  symbol: { type: "identity" },
  fx: { domain: tests, label: null, padding: 0.14 },
  x: { label: title, labelAnchor: "center", labelArrow: "none", ticks: 4, nice: true },
  y: { domain: methods.map(({ method }) => method), label: null, tickSize: 0 },
  marks: [
    Plot.frame({ stroke: palette.line }),
    Plot.gridX({ ticks: 4, stroke: palette.line, strokeOpacity: 1 }),
    ...(chance === undefined
      ? []
      : [Plot.ruleX([Number(chance)], { stroke: palette.text, strokeDasharray: "1 3" })]),
    Plot.link(points, {
      ...{ fx: "test", x1: "low", x2: "high", y1: "method", y2: "method" },
      ...{ stroke: colour, strokeWidth: 2 },
    }),
    Plot.dot(points, { fx: "test", x: "mean", y: "method", r: 4, fill: colour, symbol }),
  ],
});
const background = `<rect width="100%" height="100%" fill="${palette.background}"/>`;
writeFileSync(out, `${figure.replace(/>/, `>${background}`)}\n`);

/** @param {string} reason @returns {never} */
function fail(reason) {
  process.stderr.write(`${source}: ${reason}\n`);
  process.exit(2);
}
