import { stringify } from "yaml";
import type { AuditResults, AuditedTarget } from "../../evaluation/audit/audit-results.js";
import { escapeMarkdown } from "../markdown.js";
import { identifier, rounded } from "../model-card-parts.js";
import { auditCardSection } from "./audit-card-section.js";
import { measureTitle, showEstimate } from "./estimate-words.js";

const afterAudit = "\n## Ethical considerations\n";

/**
 * `MODEL_CARD.md` of an audit. Of a run: the run's own card with the section of the audit before "Ethical considerations" (at its end, where
 * there is no such section). Of anything else a card to be filled in: Hugging Face metadata (YAML head) and the sections of Mitchell et al.
 * 2019, of which the audit knows factors, metrics, evaluation data and analyses; what only the model's author knows says so.
 * @param runCard `MODEL_CARD.md` of the run; null: no run of ours was audited.
 */
export function auditCard(results: AuditResults, runCard: string | null): string {
  const section = auditCardSection(results).trimEnd();
  if (runCard === null) return freshCard(results, section);
  const place = runCard.lastIndexOf(afterAudit);
  return place < 0
    ? `${runCard.trimEnd()}\n\n${section}\n`
    : `${runCard.slice(0, place)}\n${section}\n${runCard.slice(place)}`;
}

function freshCard(results: AuditResults, section: string): string {
  const { source, split, rows, subjects, targets } = results;
  const name = escapeMarkdown(source);
  const head = {
    tags: ["medical-imaging", "shortcut-learning", "spurious-correlation", "research-only"],
    "model-index": [{ name: identifier(source), results: headResults(results) }],
  };
  return [
    `---\n${stringify(head, { lineWidth: 0 })}---`,
    `# ${name}`,
    "**Not for clinical use** unless its author says and shows otherwise. This card was begun by an audit: what the audit cannot know is marked.",
    "## Model details",
    missing("architecture, version, author, licence, how it was trained"),
    "## Intended use",
    missing("task, users, uses out of scope"),
    "## Factors",
    factorsText(results),
    "## Metrics",
    targets.map(metricsText).join("\n"),
    "## Evaluation data",
    `${name}, ${escapeMarkdown(split)} split: ${rows} rows of ${subjects} subjects. ${missing("source, selection, labelling, consent")}`,
    "## Training data",
    missing("source, selection, labelling; whether subjects of the evaluation are in it"),
    "## Quantitative analyses",
    section.replace("## Audit", "### Audit"),
    "## Ethical considerations",
    `Attributes may be personal (sex, age, site). ${missing("risks, and what was done about them")}`,
    "## Caveats and recommendations",
    `Shortcuts other than the attributes named here were not looked for. Check the model on your own data before any use. ${missing("further caveats")}`,
    "",
  ].join("\n\n");
}

function missing(what: string): string {
  return `_To be filled in by the model's author: ${what}._`;
}

/** Measures of all rows that have a value, in the form of `model-index`. */
function headResults({ targets, source, split }: AuditResults): object[] {
  return targets.flatMap(({ name, overall }) => {
    const metrics = Object.entries(overall).flatMap(([type, estimate]) =>
      estimate.value === null
        ? []
        : [{ type, name: measureTitle(type), value: rounded(estimate.value) }],
    );
    if (metrics.length === 0) return [];
    const dataset = { type: identifier(source), name: source, split };
    return [{ task: { type: "image-classification", name }, dataset, metrics }];
  });
}

/** Attributes of all targets, with their values; combinations are made of them. */
function factorsText({ targets }: AuditResults): string {
  const [first] = targets;
  const single = first?.attributes.filter(({ of }) => of.length === 1) ?? [];
  if (single.length === 0) return "No attribute was audited.";
  return single
    .map(({ name, groups }) => {
      return `- ${escapeMarkdown(`${name}: ${groups.map((group) => group.name).join(", ")}`)}`;
    })
    .join("\n");
}

function metricsText({ name, overall }: AuditedTarget): string {
  const shown = Object.entries(overall).map(
    ([measure, estimate]) => `${measureTitle(measure)} ${showEstimate(estimate)}`,
  );
  return `- ${escapeMarkdown(name)}: ${shown.length === 0 ? "no answers of a model" : escapeMarkdown(shown.join("; "))}`;
}
