import { basename } from "node:path";
import { at } from "../../base/ndarray.js";
import { readFeatures } from "../../data/datasets/embeddings/features.js";
import { matchRows } from "../../data/datasets/embeddings/match-rows.js";
import { defaultIdColumn } from "../../data/datasets/embeddings/table.js";
import type { AuditInput, AuditSettings } from "../../evaluation/audit/audit-input.js";
import { notExamined } from "../../evaluation/audit/decide-verdict.js";
import { pickFeatures } from "../../probing/pick-features.js";
import { requireNewFolder } from "../write-folder.js";
import { auditInThreads } from "./audit-in-threads.js";
import { auditInputOf, type AuditChoice } from "./audit-input-of.js";
import { examineEncoding } from "./examine-encoding.js";
import { finishAudit, type AuditReport } from "./finish-audit.js";
import type { AuditColumns } from "./name-table-columns.js";
import { readAuditTable } from "./read-audit-table.js";

/** The second door: features of a network, and a table of labels, attributes, and scores where there are some. */
export interface FeatureAuditRequest {
  /** `.npz`, `.npy`, or a table with the columns `embedding_0`, `embedding_1`, … */
  readonly features: string;
  /** It may be `features` itself. */
  readonly table: string;
  readonly columns: Omit<AuditColumns, "attributes">;
  /** A new folder. */
  readonly out: string;
  readonly choice: AuditChoice;
  readonly settings: AuditSettings;
}

/**
 * Audit features: *encoded* by probes ({@link examineEncoding}), and *disparity* where the table has scores. Rows are matched by id where
 * both files have ids, else by order. Writes a folder of its own as `auditPredictions` does.
 * @throws ConfigError, DataError, FormatError as `readAuditTable`, `readFeatures`, `matchRows`, `auditInputOf` and `audit`: features that do
 * not match the table are a DataError that names both files.
 */
export async function auditFeatures(request: FeatureAuditRequest): Promise<AuditReport> {
  requireNewFolder(request.out);
  const { attributes } = request.choice;
  const columns = { ...request.columns, ...(attributes === undefined ? {} : { attributes }) };
  const { predictions, idColumn, notes } = await readAuditTable(request.table, columns);
  const { id: ids } = predictions.table;
  const features = await readFeatures(
    request.features,
    { table: request.table, rows: ids.length },
    idColumn ?? defaultIdColumn,
  );
  const match = matchRows(features, { ids, idColumn }, request.features, request.table);
  const chosen = auditInputOf(predictions, basename(request.features), {
    ...request.choice,
    target: request.columns.target,
  });
  const input: AuditInput = { ...chosen.input, door: "features", settings: request.settings };
  const rows = chosen.rows.map((row) => at(match.featureRows, row));
  const encodedOf = examineEncoding(pickFeatures(features, rows), input, "the features");
  const results = await auditInThreads(input, (attribute) => ({
    encoded: encodedOf(attribute),
    used: notExamined("needs the model itself"),
  }));
  return finishAudit(request.out, results, [match.note, ...notes, ...chosen.notes]);
}
