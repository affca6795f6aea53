import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { ConfigError, DataError } from "../../base/errors.js";
import { fileErrorCode } from "../../base/file-error-code.js";
import { at } from "../../base/ndarray.js";
import type { ComparePlan } from "../../config/compare-plan.js";
import { differingKey } from "../check-run-folder.js";
import { readCohortFile } from "../open-cohort-file.js";
import { openRunFolder, readIfThere, runFolderNames } from "../run-folder.js";
import { parseRunJson } from "../run-json.js";
import { jsonOf } from "./finished-files.js";
import type { SurveyedCell } from "./survey.js";

/** SHA-256 of the cohort file and of each of its tables, by setting and by name as the files say it; settings on cohorts alone. */
export type ComparedData = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** File of a comparison that says what it learns from. */
export const comparedDataName = "data.json";

/**
 * What a comparison learns from. A run file names its cohort by a path that starts from its own folder, so that two data sets may have
 * the same settings word for word.
 * @param base folder that paths of the run file start from.
 * @throws DataError for a file that cannot be read; as `readCohortFile`.
 */
export function hashComparedData(plan: ComparePlan, base: string): ComparedData {
  return Object.fromEntries(
    plan.settings.flatMap((setting) => {
      const { data } = plan.runConfig(setting, at(setting.methods, 0), at(plan.seeds, 0));
      if (data.dataset !== "cohort") return [];
      const cohort = resolve(base, data.cohort);
      const tables = readCohortFile(cohort).tables.flatMap(({ file }) => file ?? []);
      const folder = dirname(cohort);
      return [
        [
          setting.name,
          {
            [data.cohort]: hashOf(cohort),
            ...Object.fromEntries(tables.map((file) => [file, hashOf(resolve(folder, file))])),
          },
        ] as const,
      ];
    }),
  );
}

/**
 * Does the folder hold a comparison on these data, or none yet? One without the file is of an earlier build, and may be.
 * @throws ConfigError that names the file that differs; `--resume` does not lift it.
 */
export function checkComparedData(out: string, data: ComparedData): void {
  const path = join(out, comparedDataName);
  const stored = readIfThere(path);
  if (stored === null) return;
  const known = parseRunJson<ComparedData>(stored, path);
  for (const [setting, files] of Object.entries(data)) {
    const before = known[setting];
    if (before === undefined) continue;
    const different = Object.keys({ ...before, ...files }).find(
      (file) => before[file] !== files[file],
    );
    if (different === undefined) continue;
    throw new ConfigError("--out", "the comparison in this folder learnt from other data", {
      folder: out,
      ...{ setting, "other content": different },
      advice: "Choose another --out, or restore that file.",
    });
  }
}

/** Say in the folder what is learnt from; settings that were there before stay. @throws StorageError */
export function writeComparedData(out: string, data: ComparedData): void {
  const path = join(out, comparedDataName);
  const stored = readIfThere(path);
  const known = stored === null ? {} : parseRunJson<ComparedData>(stored, path);
  if (Object.keys(data).length === 0 || differingKey(known, { ...known, ...data }, "") === null)
    return;
  openRunFolder(out).replace(
    comparedDataName,
    `${JSON.stringify({ ...known, ...data }, null, 2)}\n`,
  );
}

/**
 * Runs of one setting and fold that are done must have learnt from the same images, whatever their methods and seeds; those on balanced
 * data among themselves.
 * @throws DataError that names two which did not.
 */
export function requireSameImages(out: string, cells: readonly SurveyedCell[]): void {
  const first = new Map<string, { readonly title: string; readonly hash: string }>();
  for (const { cell, state } of cells) {
    if (state.status !== "done") continue;
    const environment = jsonOf<{ readonly dataHash?: string }>(
      join(out, cell.folder),
      runFolderNames.environment,
    );
    if (environment.dataHash === undefined) continue;
    const key = JSON.stringify([cell.setting.name, cell.variant.balanceTraining, cell.fold]);
    const known = first.get(key);
    const own = { title: cell.title, hash: environment.dataHash };
    if (known === undefined) first.set(key, own);
    else if (known.hash !== own.hash) {
      throw new DataError(out, "runs of this comparison learnt from different images", {
        got: `${known.title} and ${own.title}`,
        advice:
          "Take away the folders of those that learnt from other images, or choose another --out.",
      });
    }
  }
}

function hashOf(path: string): string {
  try {
    return createHash("sha256").update(readFileSync(path)).digest("hex");
  } catch (error) {
    throw new DataError(path, "cannot be read", { got: fileErrorCode(error) });
  }
}
