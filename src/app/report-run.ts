import { existsSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import type { AnyRunResults } from "../evaluation/any-results.js";
import { attributesRead } from "../methods/method.js";
import type { ProbingResults } from "../probing/probing-results.js";
import type { RunSummary } from "../report/run-summary.js";
import { readShownAttention } from "./attention-images.js";
import { describeDataSet } from "./open-data.js";
import { readShownExamples } from "./example-images.js";
import { openRun, readRunJson, readRunText } from "./open-run.js";
import { readPlan } from "./plan-record.js";
import { openRunFolder, runFolderNames } from "./run-folder.js";
import { runAttributes, runPages } from "./summarise-run.js";
import { writeText } from "./write-file.js";

/**
 * Write the report of a finished run again, from the files of its folder: the data are not needed.
 * @param out where it goes; null: `report.html` of the folder.
 * @param withImages false: without the example images that the folder may have.
 * @returns where it went.
 * @throws ConfigError, FormatError as `openRun`; StorageError where it cannot be written.
 */
export function reportRun(folder: string, out: string | null, withImages: boolean): string {
  const { config, blueprint, method } = openRun(folder);
  const names = runAttributes(config);
  const { label, imageShape, attributes } = blueprint;
  const hasProbes = existsSync(join(folder, runFolderNames.probing));
  const files = openRunFolder(folder);
  const pages = runPages({
    name: basename(resolve(folder)),
    configText: readRunText(folder, runFolderNames.config),
    environment: readRunJson<RunSummary["environment"]>(folder, runFolderNames.environment),
    results: readRunJson<AnyRunResults>(folder, runFolderNames.results),
    plan: readPlan(files),
    data: describeDataSet({ name: config.data.dataset, label, imageShape, attributes }, names),
    attributesRead: attributesRead(method, names),
    probing: hasProbes ? readRunJson<ProbingResults>(folder, runFolderNames.probing) : null,
    attention: readShownAttention(folder, withImages),
    examples: readShownExamples(folder, imageShape, withImages),
    ...{ config, files },
  });
  const path = out ?? join(folder, runFolderNames.report);
  writeText(path, pages.report());
  return path;
}
