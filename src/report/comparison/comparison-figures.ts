import type {
  MethodComparison,
  SettingComparison,
} from "../../evaluation/comparison/comparison.js";
import { metricTitle } from "../format.js";
import { remark, scrollBox } from "../html/elements.js";
import { escapeHtml } from "../html/escape.js";
import { rangeOf, renderBandCurves, type MethodBand } from "../plots/band-curves.js";
import { forestRow, renderForest } from "../plots/difference-forest.js";
import { renderGroupFacets } from "../plots/group-facets.js";
import type { MethodStyle } from "../plots/method-style.js";
import { renderPareto, type ParetoSpec } from "../plots/pareto.js";
import { describeTerm } from "../term-words.js";
import { isLowerBetter, targetWords } from "./target-words.js";
import { measureTitle, summaryIn, type NamedMeasure } from "./words.js";

const curveWidth = 258;
const termWidth = 340;
const facetsInRow = 5;

/** A method with its style on this page. */
export interface PlacedMethod {
  readonly own: MethodComparison;
  readonly style: MethodStyle;
}

/** Two planes: iid against the worst group, and balanced accuracy against the gap. Empty without a headline test. */
export function paretoFigures(setting: SettingComparison, placed: readonly PlacedMethod[]): string {
  const { headline_test: test } = setting;
  if (test === null) return "";
  const { main, worstGroup } = targetWords(setting);
  const worst = { metric: worstGroup, test };
  const planes = [
    { x: { metric: main, test: "iid" }, y: worst },
    { x: { metric: main, test }, y: { metric: "gap", test: null } },
  ];
  const figures = planes.flatMap(({ x, y }) => {
    const spec = paretoSpec(setting, placed, { x, y });
    if (spec.methods.length === 0) return [];
    return [`<figure><h3>${escapeHtml(spec.title)}</h3>${renderPareto(spec)}</figure>`];
  });
  if (figures.length === 0) return "";
  return (
    `<div class="figures">${figures.join("\n")}</div>\n` +
    remark(
      "Up and right is better. Large: mean; small: seeds; hollow: the ceiling, and methods that collapsed or are anti-shortcuts. " +
        "The dashed line joins the methods that no other one beats in both measures.",
    )
  );
}

function paretoSpec(
  setting: SettingComparison,
  placed: readonly PlacedMethod[],
  { x, y }: { readonly x: NamedMeasure; readonly y: NamedMeasure },
): ParetoSpec {
  const { main, short, axis } = targetWords(setting);
  const barred = new Set(setting.wins.flatMap((win) => win.barred.map(({ method }) => method)));
  const titleOf = (measure: NamedMeasure): string =>
    measure.metric === main
      ? `${axis}, ${measure.test ?? ""}`
      : `${measureTitle(measure)}${measure.test === null ? " |iid − inverted|" : `, ${measure.test}`}`;
  const methods = placed.flatMap(({ own, style }) => {
    const [first, second] = [summaryIn(own, x), summaryIn(own, y)];
    if (typeof first?.mean !== "number" || typeof second?.mean !== "number") return [];
    const seeds = own.seeds.flatMap((seed) => {
      const [left, right] = [first.values[String(seed)], second.values[String(seed)]];
      return typeof left === "number" && typeof right === "number" ? [{ x: left, y: right }] : [];
    });
    const isOutside = own.role === "ceiling" || barred.has(own.method);
    return [{ name: own.method, style, x: first.mean, y: second.mean, seeds, isOutside }];
  });
  const title = `${measureTitle(x)} ${short} against ${y.test === null ? "the gap" : "the worst group"}`;
  return {
    title,
    xTitle: titleOf(x),
    yTitle: titleOf(y),
    isLowerBetter: isLowerBetter(y.metric),
    isLowerXBetter: isLowerBetter(x.metric),
    methods,
  };
}

/** One strip of frames a reference, the strongest first. */
export function forestFigures(setting: SettingComparison): string {
  const references = setting.methods
    .filter(({ role }) => role === "reference")
    .map(({ method }) => method)
    .sort(
      (left, right) =>
        Number(right === setting.strongest_reference) -
        Number(left === setting.strongest_reference),
    );
  const strips = references.flatMap((reference) => {
    const compared = setting.methods.filter(({ gap }) => gap.differences[reference] !== undefined);
    if (compared.length === 0) return [];
    const measured = setting.wins.flatMap((measure) => {
      const isSmaller = isLowerBetter(measure.metric);
      const rows = compared.flatMap((method) => {
        const difference = summaryIn(method, measure)?.differences[reference];
        return difference === undefined
          ? []
          : [forestRow(nameWithOutcome(method, setting), difference, isSmaller)];
      });
      const title = isSmaller ? `${measureTitle(measure)}, smaller by` : measureTitle(measure);
      return rows.some(({ mean }) => mean !== null) ? [{ title, rows }] : [];
    });
    if (measured.length === 0) return [];
    const frames = measured.map(
      (spec, place) =>
        `<figure><h3>${escapeHtml(spec.title)}</h3>${renderForest(spec, place === 0)}</figure>`,
    );
    const strongest = reference === setting.strongest_reference ? " (the strongest reference)" : "";
    return [
      `<h3>minus ${escapeHtml(reference)}${strongest}</h3>\n${scrollBox(`Differences to ${reference}`, frames.join("\n"), "strip")}`,
    ];
  });
  if (references.length === 0) return remark("There is no reference to compare with.");
  return strips.length === 0 ? remark("There is no difference to show.") : strips.join("\n");
}

/** A barred method says why: its "better" on inverted or gap is no success. */
function nameWithOutcome({ method }: MethodComparison, { wins }: SettingComparison): string {
  const barred = wins.flatMap((win) => win.barred).find((one) => one.method === method);
  return barred === undefined ? method : `${method} (${barred.outcome})`;
}

/** Adjusted accuracy on validation, a frame a method; then each loss term with all methods that have it. */
export function curveFigures(
  placed: readonly PlacedMethod[],
  variables: readonly string[],
): string {
  const shown = placed.filter(({ own }) => Object.keys(own.curves.validation).length > 0);
  const metric = [
    ...["adjusted_accuracy", "balanced_accuracy", "accuracy"],
    ...["adjusted_mae", "mae"],
    "mAP",
  ].find((name) =>
    shown.some(({ own }) => own.curves.validation[name]?.n.some((seeds) => seeds > 0)),
  );
  if (metric === undefined) return remark("No curves over training were recorded.");
  const bands = bandsOf(shown, ({ own }) => own.curves.validation[metric]);
  const domain = rangeOf(bands);
  const frames = bands.map((band) => {
    const spec = {
      title: band.name,
      valueTitle: metricTitle(metric),
      shown: [band],
      others: bands,
      domain,
    };
    return `<figure><h3>${escapeHtml(band.name)}</h3>${renderBandCurves(spec, curveWidth)}</figure>`;
  });
  return [
    remark(
      `Validation, ${metricTitle(metric)}: mean over seeds, band from the lowest to the highest seed; grey: the other methods. ` +
        "Validation follows the training distribution.",
    ),
    `<div class="figures">${frames.join("\n")}</div>`,
    termFigures(shown, variables),
  ].join("\n");
}

function termFigures(placed: readonly PlacedMethod[], variables: readonly string[]): string {
  const names = [...new Set(placed.flatMap(({ own }) => Object.keys(own.curves.terms)))];
  if (names.length === 0) return "";
  const isInformation = (name: string): boolean =>
    describeTerm(name, variables).kind === "dependence";
  const sorted = [...names.filter(isInformation), ...names.filter((name) => !isInformation(name))];
  const frames = sorted.map((name) => {
    const words = describeTerm(name, variables);
    const title = words.curve === words.title ? words.title : `${words.title}: ${words.curve}`;
    const shown = bandsOf(placed, ({ own }) => own.curves.terms[name]);
    const spec = {
      ...{ title, valueTitle: words.axis, shown, others: [], domain: null },
      logarithmic: words.kind === "norm",
    };
    return `<figure><h3>${escapeHtml(title)}</h3>${renderBandCurves(spec, termWidth)}</figure>`;
  });
  return [
    remark(
      "Loss terms: training means, each on a scale of its own; a falling estimate of information may be a failing critic.",
    ),
    legend(placed),
    `<div class="figures">${frames.join("\n")}</div>`,
  ].join("\n");
}

function bandsOf(
  placed: readonly PlacedMethod[],
  read: (method: PlacedMethod) => MethodBand["band"] | undefined,
): MethodBand[] {
  return placed.flatMap((method) => {
    const band = read(method);
    return band === undefined ? [] : [{ name: method.own.method, style: method.style, band }];
  });
}

function legend(placed: readonly PlacedMethod[]): string {
  const items = placed.map(({ own, style }) => {
    const { colour, dash } = style;
    const line = `<line x1="0" y1="5" x2="26" y2="5" stroke="${colour}" stroke-width="2.2" stroke-dasharray="${dash}"/>`;
    return `<li><svg width="26" height="10" aria-hidden="true">${line}</svg>${escapeHtml(own.method)}</li>`;
  });
  return `<ul class="legend">${items.join("")}</ul>`;
}

/** Accuracy by group on the headline test, five methods a row. */
export function groupFigures(setting: SettingComparison, placed: readonly PlacedMethod[]): string {
  const { headline_test: test } = setting;
  if (test === null) return "";
  const { groupValue, groupAxis, groups: made, hasOutcome, worstGroup } = targetWords(setting);
  const value = { title: groupAxis, isLowerBetter: isLowerBetter(worstGroup) };
  const methods = placed.flatMap(({ own }) => {
    const groups = own.groups[test] ?? [];
    return groups.length === 0 ? [] : [{ name: own.method, groups }];
  });
  const rows: string[] = [];
  for (let start = 0; start < methods.length; start += facetsInRow) {
    const spec = { test, value, methods: methods.slice(start, start + facetsInRow) };
    rows.push(`<figure>${renderGroupFacets(spec)}</figure>`);
  }
  if (rows.length === 0) return "";
  return [
    remark(
      (hasOutcome ? "" : `${groupValue}. `) +
        `Groups (${made}) of the ${test} test: mean over seeds, line from the lowest to the highest seed, orange diamond the worst group.`,
    ),
    ...rows,
  ].join("\n");
}
