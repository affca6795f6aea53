import { readdirSync, realpathSync, statSync, type Dirent } from "node:fs";
import { join, sep } from "node:path";

/** Files below a folder. */
export interface FolderFiles {
  /** From the folder, forward slashes, in Unicode's composed form; in the order of their names, folder by folder. */
  readonly files: readonly string[];
  /** False where there are more than were listed, or folders lie too deep. */
  readonly complete: boolean;
  /** Links that were not followed: to folders, to nothing, and to what lies outside. */
  readonly links: number;
}

/** Files that are listed at most. */
export const mostFiles = 1_000_000;
/** Folders below the first that are looked into. */
export const deepest = 12;

/**
 * The files below `root`; hidden files and folders are left out. A link to a file inside is that file under the link's name;
 * others are counted and not followed, as images may not lie outside of the folder that a person named.
 */
export function listFiles(root: string, most = mostFiles): FolderFiles {
  const files: string[] = [];
  let complete = true;
  let isFull = false;
  let links = 0;
  const base = resolved(root) ?? root;
  const walk = (folder: string, depth: number): void => {
    for (const entry of entriesOf(join(root, folder))) {
      if (isFull) return;
      if (entry.name.startsWith(".")) continue;
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        if (depth < deepest) walk(path, depth + 1);
        else complete = false;
      } else if (
        entry.isFile() ||
        (entry.isSymbolicLink() && leadsInside(base, join(root, path)))
      ) {
        if (files.length === most) {
          isFull = true;
          return;
        }
        files.push(path.normalize("NFC"));
      } else if (entry.isSymbolicLink()) {
        links += 1;
      }
    }
  };
  walk("", 0);
  return { files, complete: complete && !isFull, links };
}

/** `3 links were not followed: …`; null for none. */
export function linksNote({ links }: Pick<FolderFiles, "links">): string | null {
  if (links === 0) return null;
  const what = links === 1 ? "1 link was" : `${links} links were`;
  return `${what} not followed: to a folder, to nothing or out of the folder`;
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((left, right) =>
      // By the composed spelling, so that the order is the same on every system.
      left.name.normalize("NFC") < right.name.normalize("NFC") ? -1 : 1,
    );
  } catch {
    // A folder that may not be read has no files for us; images that lie there are missed and said to be.
    return [];
  }
}

function leadsInside(base: string, link: string): boolean {
  const target = resolved(link);
  if (target === null || !target.startsWith(base.endsWith(sep) ? base : base + sep)) return false;
  return statSync(target, { throwIfNoEntry: false })?.isFile() === true;
}

/** The path without links; null where there is nothing. */
function resolved(path: string): string | null {
  try {
    return realpathSync(path);
  } catch {
    return null;
  }
}
