import type {
  NumberRunResults,
  NumberTestResult,
} from "../../evaluation/numbers/number-results.js";
import { showMetric } from "../format.js";
import { testsInOrder } from "../tests-in-order.js";
import { textTable } from "./text-table.js";

/**
 * The tests of a run whose target is a number as text for a terminal: a line each with MAE, its worst group, R² and the
 * correlation of the error with each attribute given the target. Errors are in the target's unit.
 */
export function errorTable(
  method: string,
  results: Pick<NumberRunResults, "target" | "tests">,
): string {
  const tests = testsInOrder({ results });
  const names = [...new Set(tests.flatMap(([, test]) => correlationsOf(test)))];
  const header = [method, "n", "MAE", "worst", "R2", ...names.map((name) => `corr ${name}`)];
  const lines = tests.map(([name, test]) =>
    "reason" in test
      ? [name, "", showMetric(test), ...Array.from({ length: 2 + names.length }, () => "")]
      : [
          name,
          String(test.n),
          showMetric(test.mae),
          showMetric(test.worst_group_mae),
          showMetric(test.r2),
          ...names.map((own) => showMetric(test.error_correlation[own] ?? notThere)),
        ],
  );
  const { name, unit } = results.target;
  const note =
    `MAE: mean absolute error of ${name}${unit === null ? "" : `, ${unit}`}; worst: highest of a group; ` +
    "corr: partial\ncorrelation of the error with the attribute given the target, near 0 without the shortcut.";
  return `${textTable([header, ...lines])}\n\n${note}\n`;
}

const notThere = { value: null, reason: "not there" } as const;

function correlationsOf(test: NumberTestResult): string[] {
  return "reason" in test ? [] : Object.keys(test.error_correlation);
}
