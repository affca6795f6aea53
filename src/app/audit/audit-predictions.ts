import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { DataError } from "../../base/errors.js";
import { fileErrorCode } from "../../base/file-error-code.js";
import type { AuditSettings } from "../../evaluation/audit/audit-input.js";
import { parseLabelsPredictions } from "../../evaluation/labels/parse-labels-predictions.js";
import { parseNumberPredictions } from "../../evaluation/numbers/parse-number-predictions.js";
import { parsePredictions } from "../../evaluation/parse-predictions.js";
import { predictionKind } from "../../evaluation/prediction-kind.js";
import { requireNewFolder } from "../write-folder.js";
import { auditInThreads } from "./audit-in-threads.js";
import { auditInputOf, type AnyPredictions, type AuditChoice } from "./audit-input-of.js";
import { finishAudit, type AuditReport } from "./finish-audit.js";

/** The first door: a file of predictions. */
export interface AuditRequest {
  /** `predictions.csv` of a run, or of another program. */
  readonly predictions: string;
  /** A new folder. */
  readonly out: string;
  readonly choice: AuditChoice;
  readonly settings: AuditSettings;
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
  return finishAudit(request.out, results, notes);
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
