import { existsSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { ConfigError, DataError } from "../../base/errors.js";
import { fileErrorCode } from "../../base/file-error-code.js";
import { openCsv } from "../../data/formats/csv-rows.js";
import type { AuditSettings } from "../../evaluation/audit/audit-input.js";
import { parseLabelsPredictions } from "../../evaluation/labels/parse-labels-predictions.js";
import { parseNumberPredictions } from "../../evaluation/numbers/parse-number-predictions.js";
import { parsePredictions } from "../../evaluation/parse-predictions.js";
import { keyColumns } from "../../evaluation/predictions.js";
import {
  kindOfHeader,
  predictionColumn,
  predictionKind,
} from "../../evaluation/prediction-kind.js";
import { requireNewFolder } from "../write-folder.js";
import { auditInThreads } from "./audit-in-threads.js";
import { auditInputOf, type AnyPredictions, type AuditChoice } from "./audit-input-of.js";
import { finishAudit, type AuditReport } from "./finish-audit.js";
import type { AuditColumns } from "./name-table-columns.js";
import { readAuditTable } from "./read-audit-table.js";

/** The first door: a file of predictions. */
export interface AuditRequest {
  /** `predictions.csv` of a run, or of another program. */
  readonly predictions: string;
  /** Its columns by what they are for; null: they are called as those of a run are, or as `AuditColumns` says. */
  readonly columns: Omit<AuditColumns, "attributes"> | null;
  /** A new folder. */
  readonly out: string;
  readonly choice: AuditChoice;
  readonly settings: AuditSettings;
}

type ReadFile = { readonly predictions: AnyPredictions; readonly notes: readonly string[] };

/**
 * Audit predictions, and write a folder of its own, whole or not at all: audit.json, audit.md, and the page.
 * @throws ConfigError where the folder exists, and for what `auditInputOf` refuses. @throws DataError for a file that
 * cannot be read or is no `predictions.csv`, and as `readAuditTable` and `audit`. @throws StorageError for what the file system refuses.
 */
export async function auditPredictions(request: AuditRequest): Promise<AuditReport> {
  requireNewFolder(request.out);
  const source = basename(request.predictions);
  const read = await readAny(request);
  const { input, notes } = auditInputOf(read.predictions, source, {
    ...request.choice,
    target: request.columns?.target,
  });
  const results = await auditInThreads({ ...input, settings: request.settings });
  return finishAudit(request.out, results, [...read.notes, ...notes]);
}

/** Classes or a number without a column that a run's file has, or classes beside their scores as `predict` writes them: another program's. */
async function isForeign(path: string): Promise<boolean> {
  const { header } = await openCsv(path);
  const kind = kindOfHeader(header);
  const isAnswers = kind === "classes" && header.includes(predictionColumn);
  return kind !== "labels" && (isAnswers || !keyColumns.every((name) => header.includes(name)));
}

async function readAny({ predictions: path, columns, choice }: AuditRequest): Promise<ReadFile> {
  if (columns === null && !(existsSync(path) && (await isForeign(path)))) {
    return { predictions: readPredictions(path), notes: [] };
  }
  const { attributes } = choice;
  const { predictions, notes } = await readAuditTable(path, {
    ...columns,
    ...(attributes === undefined ? {} : { attributes }),
  });
  if (predictions.kind === "number" && predictions.table.predictions === null) {
    throw new ConfigError("--prediction", `${path} has no column prediction`, {
      advice: "Name what the model says of the number: --prediction COLUMN.",
    });
  }
  if (predictions.kind !== "unanswered") return { predictions, notes };
  throw new ConfigError("--score", `${path} has no column score or score_<class>`, {
    advice: "Name the probability of the second of two classes: --score COLUMN.",
  });
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
