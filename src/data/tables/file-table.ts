import { ConfigError, DataError } from "../../base/errors.js";
import { tableOfColumns, type StringTable } from "./string-table.js";

/** Name of the column that has the paths. */
export const pathColumn = "path";
const shownFiles = 3;

/**
 * A table of files: one row for each path that `pattern` describes as a whole, in the order of the paths. Column `path`
 * has it, and a named group of the expression is a column with what it found; a group that took no part is empty. A
 * pattern that ends with `/` describes the folders that files are in.
 * @param files paths from the folder that messages call `folder`, forward slashes.
 * @param key of the configuration, for messages.
 * @throws ConfigError for what is no regular expression; DataError where no path fits, with the first ones.
 */
export function fileTable(
  files: readonly string[],
  pattern: string,
  folder: string,
  key: string,
): StringTable {
  const expression = wholePath(pattern, key);
  const isFolder = pattern.endsWith("/");
  const candidates = isFolder ? foldersOf(files) : files;
  const paths: string[] = [];
  const groups = new Map<string, string[]>();
  for (const candidate of candidates) {
    const found = expression.exec(candidate);
    if (found === null) continue;
    paths.push(isFolder ? candidate.slice(0, -1) : candidate);
    for (const [name, text = ""] of Object.entries<string | undefined>(found.groups ?? {})) {
      const cells = groups.get(name);
      if (cells === undefined) groups.set(name, [text]);
      else cells.push(text);
    }
  }
  if (paths.length === 0) refuseNone(candidates, pattern, folder, key);
  if (groups.has(pathColumn)) {
    throw new ConfigError(key, "the column of the paths is called so", { got: pathColumn });
  }
  const source = `files of ${folder}`;
  return tableOfColumns(
    {
      source,
      header: [pathColumn, ...groups.keys()],
      place: (row) => `${source}, ${paths[row] ?? ""}`,
    },
    [paths, ...groups.values()],
  );
}

function wholePath(pattern: string, key: string): RegExp {
  try {
    return new RegExp(`^(?:${pattern})$`, "u");
  } catch (error) {
    throw new ConfigError(key, "not a regular expression", {
      got: error instanceof Error ? error.message : String(error),
    });
  }
}

/** Folders that hold files, each once, with a slash at the end. */
function foldersOf(files: readonly string[]): string[] {
  return [...new Set(files.map((file) => file.slice(0, file.lastIndexOf("/") + 1)))].filter(
    (folder) => folder !== "",
  );
}

function refuseNone(
  candidates: readonly string[],
  pattern: string,
  folder: string,
  key: string,
): never {
  throw new DataError(folder, candidates.length === 0 ? "no files" : "no file is described", {
    key,
    ...(candidates.length === 0 ? {} : { got: candidates.slice(0, shownFiles) }),
    pattern,
    advice: "The expression describes whole paths from images.root; capitals count.",
  });
}
