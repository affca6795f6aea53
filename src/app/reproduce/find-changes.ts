import { availableParallelism } from "node:os";
import { basename, join, resolve } from "node:path";
import { loadBackend } from "../../runtime/load.js";
import { machineOf } from "../environment.js";
import { openDataSet, type DataProgress } from "../open-data.js";
import { openRun, readRunJson, type OpenedRun } from "../open-run.js";
import { hashConfig } from "../prepare-run.js";
import { requireData } from "../require-data.js";
import { openRunFolder, readIfThere, runFolderNames } from "../run-folder.js";
import { hashWeightsFile, readWeightsRecord } from "../starting-weights.js";
import { compareData, type StoredData } from "./compare-data.js";
import { compareMachines } from "./compare-machines.js";
import { finding, type Finding } from "./finding.js";

/** What is compared with what it was. */
export interface ChangesRequest {
  /** Run folder. */
  readonly run: string;
  /** Folder that the paths of the run file start from: runs do not store it. */
  readonly base: string;
  readonly onProgress: DataProgress;
}

/** What was found, and what the person at the terminal should know of the data. */
export interface RunChanges {
  readonly findings: readonly Finding[];
  readonly notes: readonly string[];
}

/** `env.json`, of any version. */
type StoredEnvironment = Readonly<Record<string, unknown>>;

/**
 * Can a finished run be got again? Its settings, its data as they are now, and what it would be computed with here, each
 * beside what the run was. Images of a cohort are made as for training; nothing is written but their cache.
 * @throws ConfigError where the data are not found from `base`; ConfigError, DataError, FormatError as `openRun` and
 * `openDataSet`: data that cannot be opened any more say so themselves.
 */
export async function findChanges({ run, base, onProgress }: ChangesRequest): Promise<RunChanges> {
  const opened = openRun(run);
  const { config } = opened;
  requireData("reproduce", config.data, base);
  const environment = readRunJson<StoredEnvironment>(run, runFolderNames.environment);
  const backend = await loadBackend(config.runtime.backend ?? undefined);
  const machine = machineOf(config, backend, config.runtime.threads ?? availableParallelism());
  const dataset = await openDataSet(config.data, base, onProgress);
  const hash = environment["dataHash"];
  return {
    findings: [
      settingsFinding(opened, environment),
      ...compareData(
        { ...storedData(opened), hash: typeof hash === "string" ? hash : null },
        dataset,
      ),
      ...weightsFindings(opened, base),
      ...compareMachines(environment, machine),
    ],
    notes: dataset.notes ?? [],
  };
}

function settingsFinding({ config }: OpenedRun, environment: StoredEnvironment): Finding {
  const isSame = environment["configHash"] === hashConfig(config);
  const name = runFolderNames.config;
  return finding(isSame ? "settings" : `settings: ${name} is not what was trained with`, isSame);
}

/** The file that the encoder started from, by the hash of its bytes. @throws ConfigError where it is not found. */
function weightsFindings({ folder, config }: OpenedRun, base: string): Finding[] {
  const { weights } = config.model;
  if (weights === undefined) return [];
  const record = readWeightsRecord(openRunFolder(folder));
  const text = `weights ${basename(weights)}`;
  if (record === null)
    return [{ state: "unknown", text: `${text}: the run does not say which`, decides: true }];
  const now = hashWeightsFile(resolve(base, weights));
  const isSame = record.sha256 === now;
  const change = `: ${record.sha256.slice(0, 12)} → ${now.slice(0, 12)}`;
  return [finding(isSame ? text : text + change, isSame)];
}

function storedData({ folder, blueprint }: OpenedRun): Omit<StoredData, "hash"> {
  const lock = readIfThere(join(folder, runFolderNames.cohortLock));
  return { blueprint, lock: lock === null ? null : new TextDecoder().decode(lock) };
}
