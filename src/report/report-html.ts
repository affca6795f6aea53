import { conclude, type Conclusion } from "./conclusion.js";
import { remark } from "./html/elements.js";
import { escapeHtml } from "./html/escape.js";
import { examplesSection } from "./html/examples-section.js";
import { flowSection } from "./html/flow-section.js";
import { probingSection } from "./html/probing-section.js";
import { groupsSection, headsSection, testsSection } from "./html/result-sections.js";
import { htmlPage } from "./html/page.js";
import { headerSection, methodSection, recordSections } from "./html/run-sections.js";
import { trainingSection } from "./html/training-section.js";
import { outcomeRules, type OutcomeKind } from "./outcome.js";
import type { RunSummary } from "./run-summary.js";

const tones = {
  robust: "",
  shortcut: "alert",
  "anti-shortcut": "alert",
  collapsed: "alert",
  "no-conclusion": "open",
} satisfies Record<OutcomeKind, string>;

/**
 * `report.html`: one page of a run that needs nothing but itself (styles and plots are inside, no script).
 *
 * From top to bottom: conclusion in words, tests with headline numbers, accuracy by group, example images, what the heads
 * predict, what the features encode, training curves, method with its settings, exclusions of a cohort, realised plan, configuration, environment, files. Same summary, same bytes.
 * All text of the summary is escaped.
 * @throws DataError when `groupIntervals` do not fit the groups, or `configText` has no method.
 */
export function reportHtml(summary: RunSummary): string {
  const { title, results } = summary;
  const parts = [
    headerSection(summary),
    conclusionBox(conclude(results.tests, summary.data.label)),
    testsSection(summary),
    groupsSection(summary),
    examplesSection(summary),
    headsSection(summary),
    probingSection(summary.probing),
    trainingSection(summary),
    methodSection(summary),
    flowSection(summary),
    ...recordSections(summary),
  ];
  return htmlPage(title, parts);
}

function conclusionBox({ kind, sentence, details }: Conclusion): string {
  const rule = `This outcome is called ${kind}: ${outcomeRules[kind]}. All rules: docs/run-folder.md of Unconfound.`;
  return [
    `<div class="conclusion ${tones[kind]}">`,
    `<p>${escapeHtml(sentence)}</p>`,
    `<p>${escapeHtml(details.join(" "))}</p>`,
    remark(rule),
    "</div>",
  ].join("\n");
}
