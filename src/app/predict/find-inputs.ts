import { statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { ConfigError, DataError, UnconfoundError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import { normaliseImagePath } from "../../data/cohort/image-path.js";
import { isNoImage } from "../../data/cohort/no-image.js";
import { locateImages } from "../../data/datasets/cohort/locate-images.js";
import { readTable } from "../../data/tables/read-table.js";
import type { StringTable } from "../../data/tables/string-table.js";
import { linksNote, listFiles, mostFiles } from "../../data/tables/list-files.js";

/** What is to be predicted: where it is, and what of it is an image. */
export interface InputOptions {
  /** A folder, one file, or a table with a column of paths. */
  readonly input: string;
  /** Of a table: column of the paths; default `image`. */
  readonly column?: string | undefined;
  /** Of a table: folder that paths start from; default the table's. */
  readonly root?: string | undefined;
  /** Of a table: column of ids; default the path. */
  readonly id?: string | undefined;
  /** True: each image is a folder with the files of one series. */
  readonly series: boolean;
}

/** One image. */
export interface InputImage {
  readonly id: string;
  /** Its file, or those of its series; null where there is none. */
  readonly paths: readonly string[] | null;
}

/** All images in their order. */
export interface FoundInputs {
  readonly images: readonly InputImage[];
  /** Why images have no file, by their number. */
  readonly missing: ReadonlyMap<number, string>;
  /** The table that they are the rows of, or null. */
  readonly table: StringTable | null;
  /** What was passed over in a folder, a line each. */
  readonly notes: readonly string[];
}

/**
 * The images of a folder in the order of their paths, of one file, or of the rows of a table.
 * @throws ConfigError for a place that is not there, options that go with tables only, and where there is no image.
 * @throws DataError for an id twice; the rest as `readTable`.
 */
export async function findInputs(options: InputOptions): Promise<FoundInputs> {
  const { input } = options;
  const stat = statSync(input, { throwIfNoEntry: false });
  if (stat === undefined) throw new ConfigError("input", "no such file or folder", { got: input });
  if (stat.isFile() && /\.((csv|tsv)(\.gz)?|parquet)$/i.test(input)) return ofTable(options);
  for (const key of ["column", "root", "id"] as const) {
    if (options[key] === undefined) continue;
    throw new ConfigError(`--${key}`, "goes with a table", { got: input });
  }
  return stat.isFile() ? ofFile(options) : ofFolder(options);
}

function ofFile({ input, series }: InputOptions): FoundInputs {
  if (series) {
    throw new ConfigError("input", "the run was trained on series: name a folder of them", {
      got: input,
    });
  }
  const images = [{ id: basename(input), paths: [resolve(input)] }];
  return { images, missing: new Map(), table: null, notes: [] };
}

function ofFolder({ input, series }: InputOptions): FoundInputs {
  const found = listFiles(input);
  const { files, complete } = found;
  if (!complete) {
    throw new ConfigError("input", "too many files, or folders too deep", {
      expected: `at most ${mostFiles} files`,
      advice: "Name them in a table, or predict folder by folder.",
    });
  }
  const candidates = files.filter((file) => !isNoImage(file));
  const images = series ? bySeries(input, candidates) : byFile(input, candidates);
  const skipped = files.length - candidates.length;
  const links = linksNote(found);
  const notes = [
    ...(skipped > 0 ? [`${skipped} files that are no images by their names were skipped`] : []),
    ...(links === null ? [] : [links]),
  ];
  if (images.length > 0) return { images, missing: new Map(), table: null, notes };
  throw new ConfigError("input", "no image in this folder", {
    got: input,
    "other files": skipped,
    "links that were not followed": found.links,
  });
}

function byFile(input: string, files: readonly string[]): InputImage[] {
  return files.map((file) => ({ id: file, paths: [join(input, file)] }));
}

function bySeries(input: string, files: readonly string[]): InputImage[] {
  const members = new Map<string, string[]>();
  for (const file of files) {
    const folder = dirname(file);
    const own = members.get(folder);
    if (own === undefined) members.set(folder, [join(input, file)]);
    else own.push(join(input, file));
  }
  return [...members].map(([id, paths]) => ({ id, paths }));
}

async function ofTable(options: InputOptions): Promise<FoundInputs> {
  const { input, column = "image", series } = options;
  const name = basename(input);
  const { table } = await readTable({ path: resolve(input), name });
  const cells = table.column(column, "--column");
  const ids = options.id === undefined ? cells : table.column(options.id, "--id");
  requireDistinct(ids, table);
  const root = resolve(options.root ?? dirname(resolve(input)));
  const missing = new Map<number, string>();
  const rows: number[] = [];
  const paths: string[] = [];
  for (const [row, cell] of cells.entries()) {
    try {
      paths.push(normaliseImagePath(cell, table.place(row)));
      rows.push(row);
    } catch (error) {
      if (!(error instanceof UnconfoundError)) throw error;
      missing.set(row, error.message);
    }
  }
  const located = await locateImages(root, paths, series);
  for (const { row, message } of located.failures) missing.set(at(rows, row), message);
  const files = new Map(rows.map((row, place) => [row, located.paths[place] ?? null]));
  const images = cells.map((_, row) => ({ id: at(ids, row), paths: files.get(row) ?? null }));
  return { images, missing, table, notes: [] };
}

function requireDistinct(ids: readonly string[], table: StringTable): void {
  const first = new Map<string, number>();
  for (const [row, id] of ids.entries()) {
    const before = first.get(id);
    if (before !== undefined) {
      throw new DataError(table.place(row), id === "" ? "no id" : "the id is there already", {
        got: id,
        first: table.place(before),
        advice: "Give each image an id of its own: --id COLUMN.",
      });
    }
    first.set(id, row);
  }
}
