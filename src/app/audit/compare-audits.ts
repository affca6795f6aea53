import { existsSync } from "node:fs";
import { join } from "node:path";
import { ConfigError, FormatError } from "../../base/errors.js";
import type { AuditResults } from "../../evaluation/audit/audit-results.js";
import { matchVerdicts, type VerdictChange } from "../../report/audit/compare-audits.js";
import { comparedAuditsHtml } from "../../report/audit/compared-audits-html.js";
import { readRunJson } from "../open-run.js";
import { writeText } from "../write-file.js";
import { auditFileNames } from "./finish-audit.js";

/** Two audits, such as that of a model before a remedy and after it. */
export interface AuditsRequest {
  /** Folders that `unconfound audit` wrote. */
  readonly before: string;
  readonly after: string;
  /** The page. */
  readonly out: string;
}

/**
 * Write the page of two audits side by side, and tell what changed of the verdicts, matched by target and attribute.
 * @throws ConfigError where a folder holds no audit; FormatError for a damaged one; StorageError.
 */
export function compareAudits({ before, after, out }: AuditsRequest): readonly VerdictChange[] {
  const [first, second] = [readAudit(before), readAudit(after)];
  writeText(out, comparedAuditsHtml(first, second));
  return matchVerdicts(first, second);
}

function readAudit(folder: string): AuditResults {
  const path = join(folder, auditFileNames.results);
  if (!existsSync(path)) {
    throw new ConfigError("compare-audits", "no audit in this folder", {
      got: folder,
      advice: "Name a folder that `unconfound audit` wrote.",
    });
  }
  const results = readRunJson<AuditResults>(folder, auditFileNames.results);
  if (results.schema === 1) return results;
  throw new FormatError(path, "schema version", { expected: 1, got: String(results.schema) });
}
