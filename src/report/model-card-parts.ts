import { showMetric } from "./format.js";
import { encodedWords, setSentence } from "./encoded-words.js";
import { hiddenWords } from "./html/flow-section.js";
import { escapeMarkdown } from "./markdown.js";
import { augmentationText, methodSettings } from "./method-settings.js";
import { flowText } from "./plots/exclusion-flow.js";
import type { AnyRunSummary } from "./run-summary.js";
import { selectionText } from "./selection-text.js";
import type { AttributeResult } from "../evaluation/results.js";

/** Section "Model details". */
export function modelDetails(summary: AnyRunSummary): string {
  const { method, results } = summary;
  const differs = method.source.differs ?? "It follows the source without known deviations.";
  return [
    `- Method: ${escapeMarkdown(`${method.title} (${method.name}), ${method.source.work}`)}`,
    `- Deviations from the source: ${escapeMarkdown(differs)}`,
    `- Settings of this run: ${escapeMarkdown(methodSettings(summary.configText))}`,
    ...inputLines(summary),
    `- Start: ${escapeMarkdown(summary.start?.join("; ") ?? "from scratch")}`,
    `- Augmentation of training images: ${escapeMarkdown(augmentationText(summary.configText))}`,
    `- Sampling: ${escapeMarkdown(results.sampling)}`,
    `- Selection: ${escapeMarkdown(selectionText(results.selection))}, on validation data of the training ` +
      "distribution; tests had no part in it",
    `- Training: ${results.encoderSteps} encoder steps, ${Math.round(results.seconds)} s, ` +
      `seed ${results.seed}, split seed ${results.splitSeed}`,
  ].join("\n");
}

/** What the data are and where they come from: the first paragraph of section "Training data". */
export function dataText({ data }: AnyRunSummary): string {
  return (
    `${escapeMarkdown(data.description)} ` +
    (data.licence === null ? "Licence not known." : `Licence: ${escapeMarkdown(data.licence)}.`)
  );
}

/** Who is in the cohort, a line a step. */
export function flowParts({ flow, smallestCell = 1 }: AnyRunSummary): string[] {
  if (flow === undefined) return [];
  return [
    "From the tables to the parts of the split (a row is an image):",
    flowText(flow)
      .map((line) => `- ${escapeMarkdown(line)}`)
      .join("\n"),
    ...(smallestCell > 1 ? [escapeMarkdown(hiddenWords(smallestCell))] : []),
  ];
}

/** What the model must be given beside the image. */
function inputLines({ attributesRead = [] }: AnyRunSummary): string[] {
  if (attributesRead.length === 0) return [];
  const names = escapeMarkdown(attributesRead.join(", "));
  return [
    `- Inputs: the image **and its ${names}**: the model needs them at prediction time (-1 where unknown)`,
  ];
}

/** The attributes by name, as a clause. */
export function attributesText({ data }: AnyRunSummary): string {
  const names = data.attributes.map(({ name }) => name);
  return names.length === 0 ? "shortcuts, none of which were named" : names.join(", ");
}

/** Section "Factors"; `groups` says what groups are without attributes, null: none. */
export function factorsText({ data }: AnyRunSummary, groups: string | null): string {
  if (data.attributes.length === 0) {
    return `No attributes were named; ${groups === null ? "there are no groups" : `groups are the ${groups}`}.`;
  }
  return data.attributes
    .map(({ name, valueNames, continuous }) => {
      const values = valueNames.join(", ");
      return `- ${escapeMarkdown(continuous === true ? `${name}, a number in bins: ${values}` : `${name}: ${values}`)}`;
    })
    .join("\n");
}

/** How well the heads of continuous attributes read them, in the attribute's own unit. */
export function numberMetrics({
  attributes,
}: {
  readonly attributes: Readonly<Record<string, AttributeResult>>;
}): string[][] {
  return Object.entries(attributes).flatMap(([name, result]) =>
    "mae" in result
      ? [
          [`Mean absolute error of ${name}`, showMetric(result.mae)],
          [`R² of ${name}`, showMetric(result.r2)],
        ]
      : [],
  );
}

/** What the features encode, where they were probed. */
export function probingText({ probing }: AnyRunSummary): string[] {
  if (probing == null) return [];
  const title = "### What the features encode";
  if ("reason" in probing) {
    return [title, escapeMarkdown(`No features were probed: ${probing.reason}.`)];
  }
  const { opening, findings, closing } = encodedWords(probing);
  return [
    title,
    escapeMarkdown(opening),
    ...(findings.length === 0
      ? []
      : [findings.map((text) => `- ${escapeMarkdown(text)}`).join("\n")]),
    escapeMarkdown([...closing, setSentence(probing)].join(" ")),
  ];
}

/** A name as an identifier. */
export function identifier(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, ""); // prettier-ignore
}

/** A value of the card's head, four digits. */
export function rounded(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}
