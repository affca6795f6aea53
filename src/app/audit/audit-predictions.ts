import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { DataError } from "../../base/errors.js";
import { fileErrorCode } from "../../base/file-error-code.js";
import type { AuditSettings } from "../../evaluation/audit/audit-input.js";
import type { AuditResults } from "../../evaluation/audit/audit-results.js";
import { parseLabelsPredictions } from "../../evaluation/labels/parse-labels-predictions.js";
import { parseNumberPredictions } from "../../evaluation/numbers/parse-number-predictions.js";
import { parsePredictions } from "../../evaluation/parse-predictions.js";
import { predictionKind } from "../../evaluation/prediction-kind.js";
import { auditHtml } from "../../report/audit/audit-html.js";
import type { LookPictures } from "../../report/audit/look-pictures.js";
import { auditMarkdown } from "../../report/tables/audit-table.js";
import { requireNewFolder, writeFolder } from "../write-folder.js";
import { auditInThreads } from "./audit-in-threads.js";
import { auditInputOf, type AnyPredictions, type AuditChoice } from "./audit-input-of.js";

/** Files of an audit. */
export const auditFileNames = {
  results: "audit.json",
  table: "audit.md",
  page: "audit.html",
} as const;

/** The first door: a file of predictions. */
export interface AuditRequest {
  /** `predictions.csv` of a run, or of another program. */
  readonly predictions: string;
  /** A new folder. */
  readonly out: string;
  readonly choice: AuditChoice;
  readonly settings: AuditSettings;
}

/** What was found, and what the person at the terminal should know. */
export interface AuditReport {
  readonly results: AuditResults;
  readonly notes: readonly string[];
}

/**
 * Audit predictions, and write a folder of its own, whole or not at all: audit.json, audit.md, and the page.
 * @throws ConfigError where the folder exists, and for what `auditInputOf` refuses. @throws DataError for a file that
 * cannot be read or is no `predictions.csv`, and as `audit`. @throws StorageError for what the file system refuses.
 */
export async function auditPredictions(request: AuditRequest): Promise<AuditReport> {
  requireNewFolder(request.out);
  const source = basename(request.predictions);
  const predictions = readPredictions(request.predictions);
  const { input, notes } = auditInputOf(predictions, source, request.choice);
  const results = await auditInThreads({ ...input, settings: request.settings });
  writeAudit(request.out, results);
  return { results, notes };
}

/**
 * @param looks pictures of where the model looks; absent where no model was handed in.
 * @throws StorageError for what the file system refuses.
 */
export function writeAudit(folder: string, results: AuditResults, looks?: LookPictures): void {
  writeFolder(
    folder,
    new Map([
      [auditFileNames.results, `${JSON.stringify(results, null, 2)}\n`],
      [auditFileNames.table, auditMarkdown(results)],
      [auditFileNames.page, auditHtml(results, looks === undefined ? {} : { looks })],
    ]),
  );
}

/** @throws DataError for a file that cannot be read, or is no `predictions.csv`. */
export function readPredictions(path: string): AnyPredictions {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw new DataError(path, "cannot be read", { got: fileErrorCode(error) });
  }
  const kind = predictionKind(text);
  switch (kind) {
    case "classes":
      return { kind, table: parsePredictions(text, path) };
    case "labels":
      return { kind, table: parseLabelsPredictions(text, path) };
    case "number":
      return { kind, table: parseNumberPredictions(text, path) };
  }
}
