import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { ConfigError, type ErrorCode } from "../../base/errors.js";
import { parseRunConfig } from "../../config/parse-config.js";
import type { RunConfig } from "../../config/run-config.js";
import { differingKey } from "../check-run-folder.js";
import { parseRunJson } from "../run-json.js";
import { hashConfig } from "../prepare-run.js";
import { openRunFolder, readIfThere, runFolderNames } from "../run-folder.js";

/** Where a cell of a comparison stands, as its folder has it. */
export type CellState =
  | { readonly status: "new" }
  | { readonly status: "stopped" }
  | { readonly status: "done" }
  | { readonly status: "failed"; readonly reason: string };

/** The content of `failed.json`. */
export interface CellFailure {
  readonly code: ErrorCode;
  /** One line. */
  readonly reason: string;
  /** Of the configuration that failed; a failure of another one does not count. */
  readonly configHash: string;
}

/**
 * State of the run folder `folder`, which belongs to the run of `config`.
 * @throws ConfigError, with the key that differs, where the run in it has another configuration.
 */
export function cellState(folder: string, config: RunConfig): CellState {
  const failure = readFailure(folder);
  if (failure !== null && failure.configHash === hashConfig(config)) {
    return { status: "failed", reason: failure.reason };
  }
  const path = join(folder, runFolderNames.config);
  const stored = readIfThere(path);
  if (stored === null) return { status: "new" };
  const known = parseRunConfig(new TextDecoder().decode(stored), path);
  const different = differingKey({ ...known, runtime: null }, { ...config, runtime: null }, "");
  if (different !== null) {
    throw new ConfigError(folder, `the run in this folder has another ${different}`, {
      advice: "Restore that key, or choose another --out.",
    });
  }
  return { status: existsSync(join(folder, runFolderNames.done)) ? "done" : "stopped" };
}

/** Record that this cell has no results, and why. @throws StorageError */
export function recordFailure(
  folder: string,
  config: RunConfig,
  failure: Pick<CellFailure, "code" | "reason">,
): void {
  const content: CellFailure = { ...failure, configHash: hashConfig(config) };
  openRunFolder(folder).replace(runFolderNames.failed, `${JSON.stringify(content, null, 2)}\n`);
}

/** Take away a failure that does not count any more. */
export function clearFailure(folder: string): void {
  rmSync(join(folder, runFolderNames.failed), { force: true });
}

function readFailure(folder: string): CellFailure | null {
  const path = join(folder, runFolderNames.failed);
  const bytes = readIfThere(path);
  return bytes === null ? null : parseRunJson<CellFailure>(bytes, path);
}
