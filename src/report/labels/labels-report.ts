import { attributeHeadsSection } from "../html/attribute-heads-section.js";
import { remark } from "../html/elements.js";
import { escapeHtml } from "../html/escape.js";
import { examplesSection } from "../html/examples-section.js";
import { flowSection } from "../html/flow-section.js";
import { htmlPage } from "../html/page.js";
import { probingSection } from "../html/probing-section.js";
import { headerSection, methodSection, recordSections } from "../html/run-sections.js";
import { trainingSection } from "../html/training-section.js";
import type { LabelsRunSummary } from "../run-summary.js";
import { attentionSection } from "./attention-section.js";
import { describeLabels, labelsDetails } from "./labels-outcome.js";
import {
  calledSection,
  labelsGroupsSection,
  labelsSection,
  rankingSection,
  withinSection,
} from "./labels-sections.js";
import { localisationSection } from "./localisation-section.js";

/**
 * `report.html` of a run whose target is several answers of yes or no, as `reportHtml` of classes: what ranks answers in the
 * place of accuracy, labels one by one before groups. Same summary, same bytes. All text of the summary is escaped.
 * @throws DataError when `configText` has no method.
 */
export function labelsReportHtml(summary: LabelsRunSummary): string {
  return htmlPage(summary.title, [
    headerSection(summary),
    conclusion(summary),
    rankingSection(summary),
    calledSection(summary),
    labelsSection(summary),
    localisationSection(summary),
    attentionSection(summary),
    withinSection(summary),
    labelsGroupsSection(summary),
    examplesSection(summary),
    attributeHeadsSection(summary),
    ...(summary.probing == null ? [] : [probingSection(summary.probing)]),
    trainingSection(summary),
    methodSection(summary),
    flowSection(summary),
    ...recordSections(summary),
  ]);
}

function conclusion({ results: { tests } }: LabelsRunSummary): string {
  return [
    '<div class="conclusion open">',
    `<p>${escapeHtml(describeLabels(tests))}</p>`,
    `<p>${escapeHtml(labelsDetails(tests).join(" "))}</p>`,
    remark(
      "Words such as shortcut or robust are for classes: docs/run-folder.md of Unconfound says how they are decided.",
    ),
    "</div>",
  ].join("\n");
}
