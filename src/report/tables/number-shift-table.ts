import type { NumberExternalResults } from "../../evaluation/external/number-external-results.js";
import type { Interval } from "../../evaluation/intervals/interval.js";
import type { Undefined } from "../../evaluation/metric.js";
import { metricTitle, showFraction, showMetric } from "../format.js";
import { groupTitle } from "../group-title.js";
import { worstErrorOf } from "../numbers/number-outcome.js";
import { errorTable } from "./error-table.js";
import { showInterval, signed } from "./shift-table.js";
import { textTable } from "./text-table.js";

/**
 * A run of a number on its own tests beside another cohort, as text: all tests as predicted; then a line an error, own iid
 * test beside the cohort, 95 % intervals where there are any; then the line of the correction, how the true numbers lie,
 * and the worst group.
 */
export function numberShiftTable(results: NumberExternalResults): string {
  const { shift, tests, target } = results;
  const rows = Object.entries(shift).map(([name, { iid, external, difference }]) => [
    titleOf(name, target.name),
    showMetric(iid),
    showMetric(external) + showInterval(intervalOf(tests.external, name)),
    typeof difference === "number" ? signed(difference) : "n/a",
  ]);
  const table = textTable([["", "own iid test", "external (95 %)", "difference"], ...rows]);
  const all = { target, tests: { ...results.own, external: tests.external } };
  const worst = worstText(results);
  return [
    errorTable(results.run.method, all),
    table,
    "",
    ...notesOf(results),
    ...(worst === null ? [] : [worst]),
  ].join("\n");
}

function notesOf({ target, tests, shift, bias_correction: line }: NumberExternalResults): string[] {
  const unit = target.unit === null ? "" : ` in ${target.unit}`;
  const { iid, external } = tests;
  const r2 = shift["r2"]?.external;
  const own = "reason" in iid ? "" : `, own iid test ${spread(iid.labels)}`;
  return [
    `errors of ${target.name}${unit}: prediction - truth; r2 falls with the spread of the truth`,
    `${target.name}: external ${spread(external.labels)}${own}`,
    ...(typeof r2 === "number" && r2 < 0
      ? [
          "here the mean of the true numbers, said of every row, would be nearer than the predictions (r2 below 0)",
        ]
      : []),
    "reason" in line
      ? `no bias correction: ${line.reason}`
      : `corrected: (prediction - ${showFraction(line.intercept)}) / ${showFraction(line.slope)}, fitted on the run's ${line.n} validation rows`,
  ];
}

function worstText({ target, tests }: NumberExternalResults): string | null {
  const worst = worstErrorOf(tests.external);
  if (worst === undefined) return null;
  const title = groupTitle(worst, { name: target.name, valueNames: target.bins });
  return `worst group: ${title} (n ${worst.n}): mae ${showMetric(worst.mae)}, mean error ${showMetric(worst.mean_error)}`;
}

function spread(labels: NumberExternalResults["tests"]["external"]["labels"]): string {
  const { mean, standard_deviation: deviation, least, greatest } = labels;
  return `${showFraction(mean)} ± ${showFraction(deviation)} (${showFraction(least)}–${showFraction(greatest)})`;
}

const correlation = "error_correlation_";

function titleOf(name: string, target: string): string {
  if (!name.startsWith(correlation)) return metricTitle(name);
  return `corr(error, ${name.slice(correlation.length)} | ${target})`;
}

/** Null for errors that have none. */
function intervalOf(
  external: NumberExternalResults["tests"]["external"],
  name: string,
): Interval | Undefined | null {
  if (name === "mae") return external.mae_interval;
  if (name === "corrected_mae") return external.corrected?.mae_interval ?? null;
  if (!name.startsWith(correlation)) return null;
  return external.error_correlation_interval[name.slice(correlation.length)] ?? null;
}
