import { dirname, join, resolve } from "node:path";
import pc from "picocolors";
import type { AnyRunResults } from "../../evaluation/any-results.js";
import { describeLabels, isLabelsRun } from "../../report/labels/labels-outcome.js";
import { describeErrors, isNumberRun } from "../../report/numbers/number-outcome.js";
import { labelsTable } from "../../report/tables/labels-table.js";
import { errorTable } from "../../report/tables/error-table.js";
import { describeOutcome } from "../../report/outcome.js";
import { selectionText } from "../../report/selection-text.js";
import { formatComparisonTable } from "../../report/tables/comparison-table.js";
import { exitCodes } from "../exit-codes.js";
import { outputName } from "../output-name.js";
import { readRunFile } from "../read-run-file.js";
import { runToEnd } from "../run-to-end.js";
import type { CliContext } from "../context.js";
import { createProgressLine } from "../progress-bar.js";

/** What `unconfound train` does. @returns the exit code. */
export async function train(
  context: CliContext,
  file: string,
  overrides: readonly string[],
  options: { readonly out?: string; readonly resume: boolean },
): Promise<number> {
  const configText = readRunFile(context, file);
  const out = resolve(options.out ?? join("runs", outputName(file)));
  const end = await runToEnd(
    context,
    createProgressLine(context.terminal),
    {
      configText,
      source: file,
      overrides,
      base: dirname(resolve(file)),
      out,
      resume: options.resume,
    },
    "; go on with --resume",
  );
  if (typeof end === "number") return end;
  context.print(finishedText(end.results, out, end.already));
  return exitCodes.done;
}

function finishedText(results: AnyRunResults, out: string, already: boolean): string {
  const name =
    results.sampling === "natural" ? results.method : `${results.method}+${results.sampling}`;
  const [table, sentence] = testsText(name, results);
  return [
    already ? "this run is already finished:" : "",
    table,
    sentence,
    "",
    pc.dim(
      `${selectionText(results.selection)}; ${results.encoderSteps} encoder steps in ${results.seconds.toFixed(1)} s`,
    ),
    `report  ${join(out, "report.html")}`,
    `model   ${join(out, "model.onnx")}`,
  ].join("\n");
}

/** The tests as a table, and what they say. */
function testsText(name: string, results: AnyRunResults): [table: string, sentence: string] {
  if (isLabelsRun(results)) return [labelsTable(name, results), describeLabels(results.tests)];
  if (isNumberRun(results)) {
    return [errorTable(name, results), describeErrors(results.tests, results.target)];
  }
  return [
    formatComparisonTable([{ method: name, seeds: [results.tests] }]),
    describeOutcome(results.tests).sentence,
  ];
}
