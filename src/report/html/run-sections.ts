import { methodSettings } from "../method-settings.js";
import type { AnyRunSummary, VariableSummary } from "../run-summary.js";
import { cell, htmlTable, preformatted, remark, section } from "./elements.js";
import { escapeHtml } from "./escape.js";

/** Heading of the page: which run it is. */
export function headerSection({ title, name, method, results }: AnyRunSummary): string {
  return [
    `<header><h1>${escapeHtml(title)}</h1>`,
    remark(
      `Run ${name}: ${method.title} (${method.name}), sampling ${results.sampling}, seed ${results.seed}, ` +
        `split seed ${results.splitSeed}.`,
    ),
    "</header>",
  ].join("\n");
}

/** The method, where it comes from, and its settings. */
export function methodSection({ method, configText }: AnyRunSummary): string {
  const { work, differs } = method.source;
  return section("Method", [
    remark(`${method.title} (${method.name}), ${work}. ${differs ?? "No known deviations."}`),
    remark(`Settings of this run: ${methodSettings(configText)}.`),
  ]);
}

/** Realised plan, configuration, environment, files: the end of every page. */
export function recordSections(summary: AnyRunSummary): string[] {
  const { planText, configText, environment, files } = summary;
  return [
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
}

function dataParagraph({ data }: AnyRunSummary): string {
  const attributes =
    data.attributes.length === 0 ? "none" : data.attributes.map(valuesOf).join("; ");
  const licence = data.licence === null ? "Licence not known." : `Licence: ${data.licence}.`;
  return remark(
    `${data.name}. ${data.description} ${targetOf(data.label)}. Attributes: ${attributes}. ${licence}`,
  );
}

function targetOf(label: VariableSummary): string {
  if (label.labels !== undefined) return `Labels: ${labelsOf(label.name, label.labels)}`;
  return label.continuous === true ? `Target: ${numberOf(label)}` : `Label: ${valuesOf(label)}`;
}

/** "findings, 2 answers of yes or no (edema, effusion)". */
function labelsOf(name: string, labels: readonly string[]): string {
  return `${name}, ${labels.length} answers of yes or no (${labels.join(", ")})`;
}

function valuesOf({ name, valueNames }: VariableSummary): string {
  return `${name} (${valueNames.join(", ")})`;
}

/** "age in year, a number; its bins are <40, >=40". */
function numberOf({ name, unit, valueNames }: VariableSummary): string {
  const inUnit = unit === undefined ? name : `${name} in ${unit}`;
  return `${inUnit}, a number; its bins, of which groups are made, are ${valueNames.join(", ")}`;
}
