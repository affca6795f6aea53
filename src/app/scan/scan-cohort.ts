import { basename } from "node:path";
import { ConfigError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import { isCohortText } from "../../config/parse-cohort.js";
import { checkCohort, type CohortCheck } from "../../data/check/check-cohort.js";
import type { ScanColumn } from "../../evaluation/scan/scan-column.js";
import { scanColumns } from "../../evaluation/scan/scan-columns.js";
import type { ScanLeakage, ScanRecord } from "../../evaluation/scan/scan-results.js";
import { isFlagged } from "../../report/scan/finding-words.js";
import { scanHtml, type ScanPage } from "../../report/scan/scan-html.js";
import { scanText } from "../../report/scan/scan-text.js";
import type { DataProgress } from "../open-data.js";
import { openWholeCohort } from "../open-whole-cohort.js";
import { requireNewFolder, writeFolder } from "../write-folder.js";
import { inputColumns, inputTargets } from "./input-columns.js";
import { scanPictures } from "./scan-pictures.js";

/** What is asked of a scan. */
export interface ScanOptions {
  /** The cohort file, and its text. */
  readonly file: string;
  readonly text: string;
  /** New folder. */
  readonly out: string;
  /** Columns that are not looked at. */
  readonly without: readonly string[];
  /** False: no picture goes into the page. */
  readonly withImages: boolean;
  readonly seed: number;
}

/** Progress of making images, looking at them, and testing columns. */
export interface ScanProgress {
  readonly onMake: DataProgress;
  readonly onLook: DataProgress;
  readonly onTest: DataProgress;
}

/** How a scan ended. */
export interface FinishedScan {
  /** For the terminal. */
  readonly text: string;
  readonly folder: string;
  readonly isFlagged: boolean;
}

/**
 * Before any training: how well does each column, tag, property of files and pictures tell the target of a cohort alone? Every file is
 * read once, as `data check` reads it and training wants it. Writes `scan.json` and `scan.html` to a new folder. Neither holds
 * ids, subjects or paths.
 * @throws ConfigError for a file that is no cohort file, a folder that exists, an unknown name in `without`; what reading a cohort throws.
 */
export async function scanCohort(
  options: ScanOptions,
  { onMake, onLook, onTest }: ScanProgress,
): Promise<FinishedScan> {
  const { file, text, out: folder, without, withImages, seed } = options;
  const source = basename(file);
  if (!isCohortText(text)) {
    throw new ConfigError(file, "not a cohort file", {
      advice: "Name the cohort file that the run file names, or write one: docs/cohort.md.",
    });
  }
  requireNewFolder(folder);
  const { images, options: data } = await openWholeCohort(file, [], onMake);
  const { smallestCell, spec, exampleImages } = data;
  const check = checkCohort(images, { withTables: false, smallestCell, onProgress: onLook });
  const { seen } = check;
  const { cohort } = images;
  const columns = inputColumns(spec, images, seen, without);
  const results = scanColumns({
    subjects: seen.rows.map((row) => at(cohort.subjects, row)),
    targets: inputTargets(cohort.target, seen.rows),
    ...{ columns, seed, onProgress: onTest },
  });
  const record: ScanRecord = { ...results, leakage: leakageOf(check), without };
  const flagged = flaggedColumns(record, columns);
  const pictures = (): ScanPage["pictures"] => {
    if (!withImages) return "Left out of this page (--no-images).";
    if (!exampleImages) return "Left out: privacy.exampleImages of the cohort file is false.";
    return scanPictures(flagged, { images, rows: seen.rows, options: data });
  };
  const files = new Map([
    ["scan.json", `${JSON.stringify(record, null, 1)}\n`],
    ["scan.html", scanHtml({ record, pictures: pictures(), source })],
  ]);
  writeFolder(folder, files);
  const notes = [...cohort.notes, ...images.notices];
  return {
    text: [...(notes.length > 0 ? [notes.join("\n")] : []), scanText(record)].join("\n\n"),
    ...{ folder, isFlagged: flagged.length > 0 },
  };
}

/** Duplicates that cross parts, labels or subjects. */
function leakageOf({ findings }: CohortCheck): ScanLeakage[] {
  return findings
    .filter(({ kind }) => /-across-(parts|labels|subjects)$/.test(kind))
    .map(({ kind, severity, count, what, advice }) => ({ kind, severity, count, what, advice }));
}

/** Columns that are flagged for a target, as the targets show them. */
function flaggedColumns({ targets }: ScanRecord, columns: readonly ScanColumn[]): ScanColumn[] {
  const names = targets.flatMap((target) =>
    target.columns.filter(isFlagged).map(({ name }) => name),
  );
  return [...new Set(names)].flatMap((name) => columns.filter((column) => column.name === name));
}
