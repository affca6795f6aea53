import type { Undefined } from "../../evaluation/metric.js";
import { testsInOrder } from "../tests-in-order.js";
import { cell, htmlTable } from "./elements.js";

/** A line each name that a test has a result of, a column each test that was evaluated; null without any. */
export function byTestTable<Test extends object, Result>(
  heading: string,
  summary: {
    readonly results: { readonly tests: Readonly<Record<string, Test | Undefined>> };
  },
  resultsOf: (test: Test) => Readonly<Record<string, Result>>,
  show: (result: Result) => string,
): string | null {
  const tests = testsInOrder(summary).flatMap(([name, test]) =>
    isUndefined(test) ? [] : [{ name, results: resultsOf(test) }],
  );
  const names = [...new Set(tests.flatMap(({ results }) => Object.keys(results)))];
  if (names.length === 0) return null;
  const rows = names.map((name) => [
    cell(name),
    ...tests.map(({ results }) => {
      const result = results[name];
      return cell(result === undefined ? "" : show(result));
    }),
  ]);
  return htmlTable([cell(heading), ...tests.map(({ name }) => cell(name))], rows);
}

function isUndefined<Test extends object>(test: Test | Undefined): test is Undefined {
  return "reason" in test;
}
