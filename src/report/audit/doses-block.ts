import type { DoseResponse } from "../../evaluation/audit/audit-results.js";
import { lostWords } from "../../evaluation/audit/dose-finding.js";
import { showMetric } from "../format.js";
import { foreign, remark } from "../html/elements.js";
import { renderDoseCurve } from "../plots/dose-curve.js";
import { showEstimate, showP } from "./estimate-words.js";

/** What models say that were trained anew with an attribute at several strengths; "" where none were. */
export function dosesBlock(doses: DoseResponse | undefined): string {
  if (doses === undefined) return "";
  const { attribute, slope, effect, p, points, runs, training_rows, n, subjects, from, to } = doses;
  if ("reason" in slope) return remark(`Retraining: ${showMetric(slope)}.`);
  const each = points.map(({ seeds }) => seeds);
  const seeds = new Set(each).size === 1 ? `${each[0] ?? 0} seeds each` : `${runs} runs`;
  return [
    `<div class="figures"><figure class="curve"><figcaption>${foreign(attribute)} <span class="quiet">${points.length} strengths, ${seeds}</span></figcaption>${renderDoseCurve(doses)}</figure></div>`,
    remark(
      `Slope ${showEstimate(slope)} for a strength of 1; from ${from.toFixed(2)} to ${to.toFixed(2)} ${lostWords(doses)} ${showEstimate(effect)}, ` +
        `adjusted ${showP(p)}. Trained anew on ${training_rows} rows each, asked about the same ${n} rows of ${subjects} subjects, in which nothing goes with the label.`,
    ),
    remark(
      `${whatIsLost(doses)} Harder cases with one value move the whole line, ` +
        "not its slope. What goes with the attribute in the pictures is drawn with it.",
    ),
  ].join("\n");
}

function whatIsLost({ standard_deviation: deviation }: DoseResponse): string {
  return deviation === undefined
    ? "Lost is accuracy with the value that goes with the label in training, minus accuracy with another one."
    : `Added is the mean absolute error with another value than the one that goes with the bin in training, minus that with it; one standard deviation of the true values is ${deviation.toPrecision(3)}.`;
}
