import { UnconfoundError } from "../../../base/errors.js";
import { normaliseImagePath } from "../image-path.js";
import { isNoImage } from "../no-image.js";
import type { ColumnFacts } from "./column-facts.js";

/** Where the images of a table's rows seem to be. */
export interface ImageGuess {
  readonly column?: string;
  readonly pattern?: string;
  /** From the table's folder. */
  readonly root: string;
  /** True: each path is a folder of files. */
  readonly series: boolean;
  /** Share of the rows looked at whose image is there, 0 to 1. */
  readonly found: number;
  /** Of the rows looked at those whose image is there. */
  readonly examples: readonly ImageExample[];
}

/** An image that is there. */
export interface ImageExample {
  /** Of the table. */
  readonly row: number;
  /** From the root. */
  readonly path: string;
}

/** Rows that are looked at. */
const looked = 60;
/** Share of them that must have an image. */
const enough = 0.8;

/**
 * Find the column or the pattern that leads from rows to files.
 *
 * Tried for each column, first rows only: its cells are paths from the table's folder, from a folder below it, from
 * a folder above it (CheXpert's begin with the name of the folder that the table is in), or folders of a series; else
 * its cells are part of the files' names, alone or with a second column (`{participant_id}/anat/{participant_id}_T1w.nii.gz`).
 * @param files below the table's folder or the one named, from it, with forward slashes.
 * @param folder names of the folders that `files` start from, outermost first.
 * @returns null where no column leads to files.
 */
export function guessImages(
  columns: readonly ColumnFacts[],
  files: readonly string[],
  folder: readonly string[],
): ImageGuess | null {
  const images = files.filter((file) => !isNoImage(file));
  const index = indexOf(images);
  const byPath = columns.flatMap((column) => guessByPath(column, index, folder) ?? []);
  const best = [...byPath].sort((left, right) => right.found - left.found)[0];
  return best ?? guessByName(columns, images);
}

interface FileIndex {
  readonly files: ReadonlySet<string>;
  /** Those that files lie in, not those above. */
  readonly folders: ReadonlySet<string>;
  /** Files and folders by the last part of their path. */
  readonly byName: ReadonlyMap<string, readonly string[]>;
}

function indexOf(images: readonly string[]): FileIndex {
  const folders = new Set(
    images.flatMap((file) => (file.includes("/") ? [file.slice(0, file.lastIndexOf("/"))] : [])),
  );
  const byName = new Map<string, string[]>();
  for (const path of [...images, ...folders]) {
    const name = path.slice(path.lastIndexOf("/") + 1);
    const known = byName.get(name);
    if (known === undefined) byName.set(name, [path]);
    else known.push(path);
  }
  return { files: new Set(images), folders, byName };
}

function guessByPath(
  { name, cells, counts, missing }: ColumnFacts,
  index: FileIndex,
  folder: readonly string[],
): ImageGuess | null {
  // A column of a few words may be called like a folder.
  if (counts.size < enough * (cells.length - missing)) return null;
  const named = cells.slice(0, looked).flatMap((cell, row) => {
    const path = pathOf(cell);
    return path === null ? [] : [{ row, path }];
  });
  const paths = named.map(({ path }) => path);
  if (paths.length === 0) return null;
  const roots = new Map(
    paths
      .slice(0, 10)
      .flatMap((path) => rootsOf(path, index, folder))
      .map((found) => [found.root, found]),
  );
  let best: ImageGuess | null = null;
  for (const { root, up, below } of roots.values()) {
    const there = paths.map((path) => `${below}${path.slice(up.length)}`);
    for (const [known, series] of [
      [index.files, false],
      [index.folders, true],
    ] as const) {
      const examples = named.filter(
        ({ path }, index) => path.startsWith(up) && known.has(there[index] ?? ""),
      );
      const found = examples.length / paths.length;
      if (found < enough || (best !== null && found <= best.found)) continue;
      best = { column: name, root, series, found, examples };
    }
  }
  return best;
}

/** How a cell's path is made one of the index: cut `up` from its start, put `below` before it. */
interface Root {
  readonly root: string;
  readonly up: string;
  readonly below: string;
}

function rootsOf(path: string, { byName }: FileIndex, folder: readonly string[]): Root[] {
  const same = (byName.get(path.slice(path.lastIndexOf("/") + 1)) ?? []).filter(
    (file) => file === path || file.endsWith(`/${path}`),
  );
  const inside = same.map((file) => {
    const below = file.slice(0, file.length - path.length);
    return { root: below.replace(/\/$/, "") || ".", up: "", below };
  });
  const above = folder.flatMap((_, depth) => {
    const names = folder.slice(depth);
    const up = `${names.join("/")}/`;
    return path.startsWith(up) ? [{ root: names.map(() => "..").join("/"), up, below: "" }] : [];
  });
  return [...inside, ...above];
}

function pathOf(cell: string): string | null {
  if (cell === "") return null;
  try {
    return normaliseImagePath(cell, "");
  } catch (error) {
    if (error instanceof UnconfoundError) return null;
    throw error;
  }
}

/** Cells that are a part of the names of files, between `/`, `_`, `-`, `.` and the ends. */
function guessByName(
  columns: readonly ColumnFacts[],
  images: readonly string[],
): ImageGuess | null {
  let best: ImageGuess | null = null;
  const rows = Math.min(looked, columns[0]?.cells.length ?? 0);
  for (const column of columns) {
    if (!namesFiles(column, images)) continue;
    for (const second of [null, ...columns.filter((other) => pairs(column, other))]) {
      const guess = patternFor([column, ...(second === null ? [] : [second])], images, rows);
      if (guess !== null && (best === null || guess.found > best.found)) best = guess;
    }
  }
  return best;
}

/** Its first cells are parts of files' names; short numbers are so by chance. */
function namesFiles({ cells, counts, numeric }: ColumnFacts, images: readonly string[]): boolean {
  if (counts.size < 2) return false;
  const values = cells.filter((cell) => cell !== "" && !(numeric && cell.length < 4)).slice(0, 5);
  const found = values.filter((value) => images.some((file) => file.includes(value)));
  return found.length > 0 && found.length >= enough * values.length;
}

/** Two columns that name a row together, where one alone does not. */
function pairs(first: ColumnFacts, second: ColumnFacts): boolean {
  return (
    second.name !== first.name &&
    first.counts.size < first.cells.length &&
    second.counts.size > 1 &&
    second.counts.size < first.cells.length &&
    !second.numeric
  );
}

function patternFor(
  columns: readonly ColumnFacts[],
  images: readonly string[],
  rows: number,
): ImageGuess | null {
  const hits = new Map<string, ImageExample[]>();
  for (let row = 0; row < rows; row++) {
    const values = columns.map(({ cells }) => cells[row] ?? "");
    if (values.includes("")) continue;
    const matchers = values.map(tokenMatcher);
    const patterns = new Map<string, string>();
    for (const file of images) {
      if (!values.every((value) => file.includes(value))) continue;
      const pattern = columns.reduce(
        (text, { name }, at) =>
          text.replace(matchers[at] ?? /$^/, (_, before: string) => `${before}{${name}}`),
        file,
      );
      const complete = columns.every(({ name }) => pattern.includes(`{${name}}`));
      if (complete && !patterns.has(pattern)) patterns.set(pattern, file);
    }
    for (const [pattern, path] of patterns) {
      hits.set(pattern, [...(hits.get(pattern) ?? []), { row, path }]);
    }
  }
  const [pattern, examples] =
    [...hits].sort(
      ([left, leftFiles], [right, rightFiles]) =>
        rightFiles.length - leftFiles.length || left.localeCompare(right),
    )[0] ?? [];
  if (pattern === undefined || examples === undefined) return null;
  const found = examples.length / rows;
  // One file for many rows is no pattern.
  if (found < enough || new Set(examples.map(({ path }) => path)).size < examples.length)
    return null;
  return { pattern, root: ".", series: false, found, examples };
}

function tokenMatcher(value: string): RegExp {
  const escaped = value.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`(^|[/_.-])${escaped}(?=$|[/_.-])`, "g");
}
