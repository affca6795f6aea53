import type { AuditResults } from "../../evaluation/audit/audit-results.js";
import { auditCard } from "../../report/audit/audit-card.js";
import { auditHtml, type AuditPageOptions } from "../../report/audit/audit-html.js";
import { auditMarkdown } from "../../report/tables/audit-table.js";
import { writeFolder } from "../write-folder.js";
import { answerHints } from "../../report/audit/answer-hints.js";

/** Files of an audit. */
export const auditFileNames = {
  results: "audit.json",
  table: "audit.md",
  page: "audit.html",
  card: "MODEL_CARD.md",
} as const;

/** What an audit's files show beside its results. */
export interface AuditExtras {
  readonly page?: AuditPageOptions;
  /** `MODEL_CARD.md` of the audited run, which the audit's own is made of. */
  readonly runCard?: string;
}

/** What was found, and what the person at the terminal should know. */
export interface AuditReport {
  readonly results: AuditResults;
  readonly notes: readonly string[];
}

/**
 * The end of every audit: its folder, whole or not at all, and the notes with those on answers that are odd.
 * @throws StorageError for what the file system refuses.
 */
export function finishAudit(
  folder: string,
  results: AuditResults,
  notes: readonly string[],
  { page = {}, runCard }: AuditExtras = {},
): AuditReport {
  writeFolder(
    folder,
    new Map([
      [auditFileNames.results, `${JSON.stringify(results, null, 2)}\n`],
      [auditFileNames.table, auditMarkdown(results)],
      [auditFileNames.page, auditHtml(results, page)],
      [auditFileNames.card, auditCard(results, runCard ?? null)],
    ]),
  );
  return { results, notes: [...notes, ...answerHints(results)] };
}
