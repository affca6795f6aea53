import type { AuditResults } from "../../evaluation/audit/audit-results.js";
import { shorten } from "../format.js";
import { escapeMarkdown, markdownTable } from "../markdown.js";
import { answerOf } from "./answer.js";
import { doorLimit } from "./door-limits.js";
import { auditLimits } from "./methods-section.js";
import { certaintyOf, verdictsInOrder, verdictTitle } from "./verdict-words.js";

const longestName = 60;

/** The audit as a section of a model card: the answer, the verdicts as a table, the limits. All text is escaped. */
export function auditCardSection(results: AuditResults): string {
  const { headline, details } = answerOf(results);
  const { source, split, rows, subjects, targets } = results;
  const verdicts = verdictsInOrder(results).map((placed) => {
    const { target, attribute, verdict } = placed;
    return [
      shorten(attribute.name, longestName),
      ...(targets.length > 1 ? [shorten(target.name, longestName)] : []),
      verdictTitle(verdict),
      verdict.line,
      certaintyOf(placed).join("; "),
    ];
  });
  const header = ["attribute", ...(targets.length > 1 ? ["target"] : []), "verdict", "evidence", "how sure"]; // prettier-ignore
  return [
    "## Audit for shortcuts",
    `**${escapeMarkdown(headline)}** ${details.map(escapeMarkdown).join(" ")}`.trimEnd(),
    `${escapeMarkdown(source)}, ${escapeMarkdown(split)} split, ${rows} rows of ${subjects} subjects.`,
    ...(verdicts.length === 0 ? [] : [markdownTable([header, ...verdicts])]),
    [doorLimit(results), ...auditLimits].map((limit) => `- ${limit}`).join("\n"),
    "",
  ].join("\n\n");
}
