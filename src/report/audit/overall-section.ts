import type { AuditedTarget, AuditResults } from "../../evaluation/audit/audit-results.js";
import { showMetric } from "../format.js";
import { cell, htmlTable, remark, section, type Cell } from "../html/elements.js";
import { calibrationFigure } from "./calibration-block.js";
import { hasAnswers } from "./door-limits.js";
import { measureTitle, showInterval } from "./estimate-words.js";

/** How good the model is on all rows: a line for each target, thresholds, and calibration on demand; "" without answers. */
export function overallSection(results: AuditResults): string {
  if (!hasAnswers(results)) return "";
  const { targets } = results;
  const measures = [...new Set(targets.flatMap(({ overall }) => Object.keys(overall)))];
  const rows = targets.map((target): Cell[] => [
    { text: target.name, isName: true },
    cell(String(target.n)),
    ...measures.map((measure) => measureCell(target, measure)),
  ]);
  const header = [cell("target"), cell("n"), ...measures.map((own) => cell(measureTitle(own)))];
  const curves = targets.filter(({ calibration }) => calibration.length > 0);
  const figures = curves.map(({ name, n, calibration }) => calibrationFigure(name, n, calibration));
  return section("All rows together", [
    `<div class="dense">${htmlTable(header, rows, [], "Performance on all rows, with intervals by subject")}</div>`,
    ...targets.flatMap(({ name, unit }) =>
      unit === undefined ? [] : [remark(`${name} in ${unit}`)],
    ),
    ...targets.flatMap(thresholdWords).map(remark),
    figures.length === 0
      ? ""
      : `<details><summary>Calibration on all rows</summary><div class="figures">${figures.join("\n")}</div></details>`,
  ]);
}

function measureCell({ overall }: AuditedTarget, measure: string): Cell {
  const estimate = overall[measure];
  if (estimate === undefined) return cell("");
  return estimate.value === null
    ? cell(showMetric(estimate))
    : cell(showMetric(estimate.value), showInterval(estimate));
}

function thresholdWords({ name, threshold, classes }: AuditedTarget): string[] {
  if (threshold === null) return [];
  const positive = classes[1] ?? "positive";
  const origins = {
    f1: `that of the run, chosen by F1 on the ${threshold.split ?? "same"} split`,
    youden: `chosen by Youden's index on the ${threshold.split ?? "same"} split`,
    given: "given",
    half: "half, since none was given and there was no validation split to choose it on",
  } as const;
  return [
    `A row of ${name} is called ${positive} at a score of ${showMetric(threshold.value)}, ${origins[threshold.rule]}.`,
  ];
}
