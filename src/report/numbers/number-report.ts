import { attributeHeadsSection } from "../html/attribute-heads-section.js";
import { remark } from "../html/elements.js";
import { escapeHtml } from "../html/escape.js";
import { examplesSection } from "../html/examples-section.js";
import { flowSection } from "../html/flow-section.js";
import { htmlPage } from "../html/page.js";
import { probingSection } from "../html/probing-section.js";
import { headerSection, methodSection, recordSections } from "../html/run-sections.js";
import { trainingSection } from "../html/training-section.js";
import type { NumberRunSummary } from "../run-summary.js";
import { describeErrors, errorDetails } from "./number-outcome.js";
import {
  correctedSection,
  correlationSection,
  errorGroupsSection,
  errorsSection,
} from "./number-sections.js";

/**
 * `report.html` of a run whose target is a number, as `reportHtml` of classes: errors in the place of accuracies, tables in
 * the place of plots of groups. Same summary, same bytes. All text of the summary is escaped.
 * @throws DataError when `configText` has no method.
 */
export function numberReportHtml(summary: NumberRunSummary): string {
  return htmlPage(summary.title, [
    headerSection(summary),
    conclusion(summary),
    errorsSection(summary),
    correctedSection(summary),
    correlationSection(summary),
    errorGroupsSection(summary),
    examplesSection(summary),
    attributeHeadsSection(summary),
    ...probes(summary),
    trainingSection(summary),
    methodSection(summary),
    flowSection(summary),
    ...recordSections(summary),
  ]);
}

function conclusion({ results, data }: NumberRunSummary): string {
  return [
    '<div class="conclusion open">',
    `<p>${escapeHtml(describeErrors(results.tests, data.label))}</p>`,
    `<p>${escapeHtml(errorDetails(results.tests, data.label).join(" "))}</p>`,
    remark(
      "Words such as shortcut or robust are for classes: docs/run-folder.md of Unconfound says how they are decided.",
    ),
    "</div>",
  ].join("\n");
}

/** Probes read classes: those of the target are its bins. */
function probes({ probing, data }: NumberRunSummary): string[] {
  if (probing == null) return [];
  const { name, valueNames } = data.label;
  return [
    probingSection(probing),
    remark(`Probes of ${name} read its bins: ${valueNames.join(", ")}.`),
  ];
}
