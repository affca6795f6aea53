import { createHash } from "node:crypto";
import { resolve } from "node:path";
import { ConfigError, DataError } from "../../base/errors.js";
import { fileTable } from "../tables/file-table.js";
import { joinTables, type JoinKey } from "../tables/join-tables.js";
import { withListColumn } from "../tables/list-column.js";
import { listFiles, mostFiles } from "../tables/list-files.js";
import { readTable, type FileHash, type ReadTable } from "../tables/read-table.js";
import { stackTables } from "../tables/stack-tables.js";
import type { StringTable } from "../tables/string-table.js";
import type { CohortSpec, JoinOn, TableSpec } from "./spec.js";

/** The tables of a cohort, joined. */
export interface JoinedTables {
  readonly table: StringTable;
  readonly hashes: readonly FileHash[];
  /** What a person should know, a line each. */
  readonly notes: readonly string[];
}

/**
 * Read and join the tables of a cohort: each of a file, of several one below the other, or of the names of the files below
 * `images.root`.
 * @param folder of the cohort file: paths start here.
 * @throws ConfigError for no table, `on` that is missing or has no use, a table of both or neither of `file` and `files`.
 * @throws ConfigError, DataError, FormatError as `readTable`, `fileTable`, `stackTables`, `withListColumn`, `joinTables`.
 */
export async function readTables(
  { tables, images }: Pick<CohortSpec, "tables" | "images">,
  folder: string,
): Promise<JoinedTables> {
  for (const [index, spec] of tables.entries()) checkTable(spec, index);
  let whole: StringTable | null = null;
  const hashes: FileHash[] = [];
  const notes: string[] = [];
  for (const [index, spec] of tables.entries()) {
    const key = `tables (entry ${index + 1})`;
    const read =
      spec.files === undefined
        ? await readFiles(spec, folder)
        : namesOfFiles(spec.files, images.root, folder, `${key}.files`);
    hashes.push(...read.hashes);
    const table = (spec.lists ?? []).reduce(
      (wide, list) => withListColumn(wide, list, `${key}.lists`),
      read.table,
    );
    if (whole === null) {
      whole = table;
      continue;
    }
    const joined = joinTables(whole, table, [spec.on ?? []].flat().map(joinKey), `${key}.on`);
    whole = joined.table;
    notes.push(...joined.notes);
  }
  if (whole === null) throw new ConfigError("tables", "no table");
  return { table: whole, hashes, notes };
}

/** What messages and reports call a table. */
export function tableName({ file, files }: TableSpec): string {
  return file === undefined ? `files ${files ?? ""}` : [file].flat().join(" + ");
}

function checkTable(spec: TableSpec, index: number): void {
  const { file, files, on } = spec;
  const key = `tables (entry ${index + 1})`;
  if ((file === undefined) === (files === undefined)) {
    throw new ConfigError(key, "one of file and files says what the table is", {
      got: file === undefined ? "neither" : "both",
    });
  }
  const unused = (["sidecar", "columns", "source"] as const).find(
    (name) => spec[name] !== undefined,
  );
  if (files !== undefined && unused !== undefined) {
    throw new ConfigError(`${key}.${unused}`, "a table of file names has no use for it");
  }
  if (index > 0 && on === undefined) {
    throw new ConfigError(`${key}.on`, "is missing: by which columns is the table joined?", {
      table: tableName(spec),
    });
  }
  if (index === 0 && on !== undefined) {
    throw new ConfigError(`${key}.on`, "the first table is joined to nothing", {
      advice: "Leave it out; later tables say how they are joined.",
    });
  }
}

/** A table of one file, or of several one below the other. */
async function readFiles(
  { file = [], sidecar, columns, source }: TableSpec,
  folder: string,
): Promise<ReadTable> {
  const named = (name: string) => ({ name, path: resolve(folder, name) });
  const read: ReadTable[] = [];
  for (const name of [file].flat()) {
    const reading = { columns, sidecar: sidecar === undefined ? undefined : named(sidecar) };
    read.push(await readTable(named(name), reading));
  }
  const hashes = new Map(read.flatMap((one) => one.hashes.map((hash) => [hash.name, hash])));
  return {
    table: stackTables(
      read.map(({ table }) => table),
      source,
    ),
    hashes: [...hashes.values()],
  };
}

/** A table of the files below `root`; its hash is that of the paths. */
function namesOfFiles(pattern: string, root: string, folder: string, key: string): ReadTable {
  const { files, complete } = listFiles(resolve(folder, root));
  if (!complete) {
    throw new DataError(root, "too many files, or folders too deep, to list", {
      expected: `at most ${mostFiles} files in 12 levels`,
      key,
    });
  }
  const table = fileTable(files, pattern, root, key);
  const sha256 = createHash("sha256").update(table.column("path").join("\n")).digest("hex");
  return { table, hashes: [{ name: table.source, sha256 }] };
}

function joinKey(on: JoinOn): JoinKey {
  return typeof on === "string" ? { main: on, this: on } : on;
}
