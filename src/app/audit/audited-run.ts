import { join } from "node:path";
import { ConfigError } from "../../base/errors.js";
import type { RunConfig } from "../../config/run-config.js";
import { loadBackend } from "../../runtime/load.js";
import type { DataProgress } from "../open-data.js";
import { readRunJson, type OpenedRun } from "../open-run.js";
import { prepareRun, type PreparedRun } from "../prepare-run.js";
import { requireData } from "../require-data.js";
import { runFolderNames } from "../run-folder.js";

/**
 * The data of a finished run that is audited.
 * @param base folder that the paths of the run file start from: runs do not store it.
 * @throws ConfigError, DataError, FormatError as `prepareRun`; ConfigError for a run without attributes, and where the data are not found from `base` or are
 * others.
 */
export async function prepareAudited(
  { folder, config }: OpenedRun,
  base: string,
  onProgress: DataProgress,
): Promise<PreparedRun> {
  requireAttributes(folder, config);
  requireData("audit", config.data, base);
  const backend = await loadBackend(config.runtime.backend ?? undefined);
  const prepared = await prepareRun(config, base, backend, onProgress);
  requireSameData(folder, prepared.job.dataHash);
  return prepared;
}

/** The split to audit where none is named: of several tests the one as the training set is. */
export function defaultSplit(tests: readonly string[]): string | undefined {
  return ["iid", "natural"].find((name) => tests.includes(name));
}

/** @throws ConfigError for a run without attributes: there are no groups to compare. */
function requireAttributes(folder: string, { data }: RunConfig): void {
  if (data.attributes.length > 0) return;
  const elsewhere = `audit its model by a cohort file that names some: --model ${join(folder, runFolderNames.model)} --cohort FILE`;
  const isCanvas = data.dataset === "canvas";
  throw new ConfigError("audit", "the run has no attributes, whose groups an audit compares", {
    advice: isCanvas
      ? `Canvases have none, their shortcut is one answer for another: report.html of the run has its tests iid and inverted side by side. Or ${elsewhere}.`
      : `Train with data.attributes, or ${elsewhere}.`,
  });
}

/** @throws ConfigError where the data are others than the run was made of. */
function requireSameData(folder: string, hash: string): void {
  const { dataHash } = readRunJson<{ readonly dataHash?: string }>(
    folder,
    runFolderNames.environment,
  );
  if (dataHash === undefined || dataHash === hash) return;
  throw new ConfigError("audit", "the data are not those that the run was made of", {
    advice:
      "unconfound reproduce RUN FILE.yml says what has changed; audit the model on other data by --model and --cohort.",
  });
}
