import { join } from "node:path";
import pc from "picocolors";
import { evaluateRun, type AnyExternalResults } from "../../app/evaluate/evaluate-run.js";
import type {
  EvaluationRecord,
  ExternalResults,
} from "../../evaluation/external/external-results.js";
import { showFraction } from "../../report/format.js";
import { isLabelsEvaluation } from "../../report/labels/labels-outcome.js";
import { isNumberEvaluation } from "../../report/numbers/number-outcome.js";
import { labelsShiftTable } from "../../report/tables/labels-shift-table.js";
import { numberShiftTable } from "../../report/tables/number-shift-table.js";
import { shiftTable } from "../../report/tables/shift-table.js";
import type { CliContext } from "../context.js";
import { outputName } from "../output-name.js";
import { clearing, createProgressLine, showCount } from "../progress-bar.js";

/** Options of `unconfound evaluate` as commander gives them. */
export interface EvaluateOptions {
  readonly cohort: string;
  readonly out?: string;
  readonly cache?: string;
}

/** What `unconfound evaluate` does. */
export async function evaluate(
  context: CliContext,
  run: string,
  options: EvaluateOptions,
): Promise<void> {
  const name = `${outputName(run)}-${outputName(options.cohort)}`;
  const out = options.out ?? join("evaluations", name);
  const line = createProgressLine(context.terminal);
  const { results, notes } = await clearing(line, () =>
    evaluateRun({
      run,
      cohort: options.cohort,
      out,
      cacheFolder: options.cache,
      onProgress: showCount(line, "making data"),
    }),
  );
  for (const note of notes) context.terminal.write(`${note}\n`);
  for (const warning of overlapWarnings(results)) {
    context.terminal.write(`${pc.yellow("warning")}: ${warning}\n`);
  }
  context.print(resultText(results, out));
}

/** What makes the cohort less external than its name says. */
function overlapWarnings({ overlap, cohort }: EvaluationRecord): string[] {
  const { learnt, tested, learnt_by_subject: bySubject } = overlap;
  const of = `of ${cohort.rows} rows`;
  return [
    ...(learnt === 0
      ? []
      : [
          `${learnt} ${of} show a subject or an image that the run was trained or selected on: this is NOT an external cohort`,
        ]),
    ...(tested === 0 ? [] : [`${tested} ${of} show a subject or an image of the run's own test`]),
    ...(typeof bySubject === "number"
      ? []
      : [
          `subjects could not be compared with those of training, images were: ${bySubject.reason}`,
        ]),
  ];
}

function resultText(results: AnyExternalResults, out: string): string {
  const { cohort, run } = results;
  const { none, lines } = textOf(results);
  const lacking = [
    ...cohort.absent_classes.map((name) => `${none} ${name}`),
    ...cohort.absent_attributes.map((name) => `no attribute ${name}`),
    ...(cohort.label_masked === 0
      ? []
      : [
          `${cohort.label_masked} ${cohort.label_masked === 1 ? "row" : "rows"} without a label left out`,
        ]),
  ];
  return [
    `${run.name} on ${cohort.name}: ${cohort.rows} rows, ${cohort.subjects} subjects`,
    ...lacking,
    "",
    ...lines,
    `results  ${join(out, "results.json")}`,
  ].join("\n");
}

/** What is shown by the kind of target, and how it is said that a part of it is not there. */
function textOf(results: AnyExternalResults): {
  readonly none: string;
  readonly lines: readonly string[];
} {
  if (isNumberEvaluation(results))
    return { none: "no row of bin", lines: [numberShiftTable(results)] };
  if (isLabelsEvaluation(results)) {
    return { none: "no known answer to", lines: [labelsShiftTable(results)] };
  }
  return { none: "no row of class", lines: classText(results) };
}

function classText(results: ExternalResults): string[] {
  const { threshold } = results;
  return [
    shiftTable(results),
    "",
    typeof threshold.value === "number"
      ? `threshold ${showFraction(threshold.value)}, by Youden's J on the run's ${threshold.n} validation rows`
      : `no threshold: ${threshold.value.reason}`,
  ];
}
