import { existsSync, rmSync, statSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { ConfigError, DataError } from "../../base/errors.js";
import { parseCohort } from "../../config/parse-cohort.js";
import type { AttributeGuess } from "../../data/cohort/guess/guess-attributes.js";
import { groupRemarks } from "../../data/cohort/guess/group-remarks.js";
import { guessCohort } from "../../data/cohort/guess/guess-cohort.js";
import type { ImageGuess } from "../../data/cohort/guess/guess-images.js";
import type { Remark } from "../../data/cohort/guess/remark.js";
import {
  deepest,
  linksNote,
  listFiles,
  mostFiles,
  type FolderFiles,
} from "../../data/tables/list-files.js";
import { readTable } from "../../data/tables/read-table.js";
import { writeText } from "../write-file.js";
import { cohortText } from "./cohort-text.js";
import { defaultRun, mostAttributes } from "./default-run.js";
import { lookAtFacts, lookAtImages, type ImageLook } from "./look-at-images.js";

/** How a cohort is started. */
export interface InitOptions {
  /** Path of the table with one row an image. */
  readonly table: string;
  /** Folder that image files are looked for in; default the table's. */
  readonly images?: string | undefined;
  /** Column of the label. */
  readonly target?: string | undefined;
  /** Write over files of an earlier start. */
  readonly force?: boolean;
}

/** What was written, and what was guessed. */
export interface StartedCohort {
  readonly cohort: string;
  /** Null where the cohort has no attributes to run against. */
  readonly run: string | null;
  readonly rows: number;
  readonly remarks: readonly Remark[];
  /** Strongest association with the label first. */
  readonly attributes: readonly AttributeGuess[];
}

/**
 * Guess what a table means, and write `cohort.yml` and `train.yml` beside it.
 * @throws ConfigError where images or label cannot be found, and where the files are there already; DataError and
 * FormatError as `readTable`; StorageError where they cannot be written.
 */
export async function initCohort(options: InitOptions): Promise<StartedCohort> {
  const path = resolve(options.table);
  const folder = dirname(path);
  const [cohort, run] = [join(folder, "cohort.yml"), join(folder, "train.yml")];
  requireTable(options.table, path);
  const { table } = await readTable({ path, name: basename(path) });
  if (options.force !== true) requireAbsent([cohort, run]);
  const searched = resolve(options.images ?? folder);
  requireFolder(searched);
  const found = listFiles(searched);
  const guess = guessCohort(table, {
    files: found.files,
    folder: searched.split(sep).filter((name) => name !== ""),
    target: options.target,
    factsOf: (images) => lookAtFacts(join(searched, images.root), images),
  });
  const look = await lookAtImages(join(searched, guess.images.root), guess.images);
  const remarks = [
    ...guess.remarks,
    ...groupRemarks(guess.attributes.slice(0, mostAttributes), guess.label),
    ...listRemarks(found),
    ...lookRemarks(look),
  ];
  const images = movedRoot(guess.images, searched, folder);
  const text = cohortText(basename(path), { ...guess, images, remarks }, look);
  const config = parseCohort(text, cohort);
  const { attributes } = guess;
  const started = attributes.length > 0 ? defaultRun(config, basename(cohort)) : null;
  writeBoth([[cohort, text], ...(started === null ? [] : [[run, started.text] as const])]);
  return { cohort, run: started === null ? null : run, rows: table.rows, remarks, attributes };
}

function listRemarks(found: FolderFiles): Remark[] {
  const texts = [
    found.complete
      ? null
      : `only the first ${mostFiles} files were looked at, ${deepest} folders deep`,
    linksNote(found),
  ];
  return texts.flatMap((text) => (text === null ? [] : [{ key: "images", text }]));
}

function lookRemarks({ looked, extents, colour, bytes, frames, failure }: ImageLook): Remark[] {
  const shape = extents === null ? "none could be read" : `the first is ${extents.join(" x ")}`;
  const kind = `${colour ? "colour" : "grey"}, ${bytes ? "8 bits" : "more than 8 bits"}`;
  return [
    { key: "preprocess", text: `${looked} images were looked at: ${shape}, ${kind}` },
    ...(frames
      ? [{ key: "images" as const, text: "files have several frames: the first is taken" }]
      : []),
    ...(failure === null ? [] : [{ key: "images" as const, text: `cannot be read: ${failure}` }]),
  ];
}

/** The root as the cohort file, in the table's folder, has to name it. */
function movedRoot(images: ImageGuess, searched: string, folder: string): ImageGuess {
  const root = relative(folder, join(searched, images.root)).split(sep).join("/");
  return { ...images, root: root === "" ? "." : root };
}

function requireAbsent(files: readonly string[]): void {
  const found = files.filter((file) => existsSync(file));
  if (found.length === 0) return;
  throw new ConfigError("init", "there is a start already", {
    got: found,
    advice: "Move these files away, or write over them with --force.",
  });
}

function requireTable(given: string, path: string): void {
  if (existsSync(path)) return;
  throw new DataError(given, "no such table", {
    "looked for": path,
    advice: "Check the path; it starts from where you are.",
  });
}

function requireFolder(folder: string): void {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true) return;
  throw new ConfigError("--images", "no such folder", { got: folder });
}

/** Both files; where one cannot be written, no new one is left. */
function writeBoth(files: readonly (readonly [path: string, text: string])[]): void {
  const made: string[] = [];
  for (const [path, text] of files) {
    const isNew = !existsSync(path);
    try {
      writeText(path, text);
      if (isNew) made.push(path);
    } catch (error) {
      for (const other of made) rmSync(other, { force: true });
      throw error;
    }
  }
}
