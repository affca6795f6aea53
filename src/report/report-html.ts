import { conclude, type Conclusion } from "./conclusion.js";
import { cell, htmlTable, preformatted, remark, section } from "./html/elements.js";
import { escapeHtml } from "./html/escape.js";
import { examplesSection } from "./html/examples-section.js";
import { flowSection } from "./html/flow-section.js";
import { probingSection } from "./html/probing-section.js";
import { groupsSection, headsSection, testsSection } from "./html/result-sections.js";
import { htmlPage } from "./html/page.js";
import { trainingSection } from "./html/training-section.js";
import { methodSettings } from "./method-settings.js";
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
  const { title, results, planText, configText, environment, files } = summary;
  const parts = [
    header(summary),
    conclusionBox(conclude(results.tests, summary.data.label)),
    testsSection(summary),
    groupsSection(summary),
    examplesSection(summary),
    headsSection(summary),
    probingSection(summary.probing),
    trainingSection(summary),
    methodSection(summary),
    flowSection(summary),
    section("Data and plan", [dataParagraph(summary), preformatted(planText)]),
    section("Configuration", [preformatted(configText)]),
    section("Environment", [
      htmlTable(
        [cell("key"), { text: "value", isText: true }],
        Object.entries(environment).map(([key, value]) => [
          cell(key),
          { text: String(value), isText: true },
        ]),
      ),
    ]),
    section("Files", [
      htmlTable(
        [cell("file"), { text: "content", isText: true }],
        files.map((file) => [cell(file.path), { text: file.title, isText: true }]),
      ),
    ]),
  ];
  return htmlPage(title, parts);
}

function header({ title, name, method, results }: RunSummary): string {
  return [
    `<header><h1>${escapeHtml(title)}</h1>`,
    remark(
      `Run ${name}: ${method.title} (${method.name}), sampling ${results.sampling}, seed ${results.seed}, ` +
        `split seed ${results.splitSeed}.`,
    ),
    "</header>",
  ].join("\n");
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

function methodSection({ method, configText }: RunSummary): string {
  const { work, differs } = method.source;
  return section("Method", [
    remark(`${method.title} (${method.name}), ${work}. ${differs ?? "No known deviations."}`),
    remark(`Settings of this run: ${methodSettings(configText)}.`),
  ]);
}

function dataParagraph({ data }: RunSummary): string {
  const values = ({ name, valueNames }: { name: string; valueNames: readonly string[] }): string =>
    `${name} (${valueNames.join(", ")})`;
  const attributes = data.attributes.length === 0 ? "none" : data.attributes.map(values).join("; ");
  const licence = data.licence === null ? "Licence not known." : `Licence: ${data.licence}.`;
  return remark(
    `${data.name}. ${data.description} Label: ${values(data.label)}. Attributes: ${attributes}. ${licence}`,
  );
}
