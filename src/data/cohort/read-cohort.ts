import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { ConfigError } from "../../base/errors.js";
import { joinTables, type JoinKey } from "../tables/join-tables.js";
import { readTable, type FileHash } from "../tables/read-table.js";
import type { StringTable } from "../tables/string-table.js";
import { buildCohort } from "./build-cohort.js";
import type { Cohort, FileFacts } from "./cohort.js";
import { createSidecarFacts } from "./sidecar-facts.js";
import type { CohortSpec, JoinOn, TableSpec } from "./spec.js";

/** Where a cohort is read, and with what. */
export interface CohortOptions {
  /** Folder of the cohort file: its paths start here. */
  readonly folder: string;
  /** Fixes what is drawn of the split. */
  readonly splitSeed: number;
  /** Counts below this are not said in notes; absent: 1. */
  readonly smallestCell?: number;
  /** Tags of the image files by normal path; undefined where no attribute asks for one. */
  readonly tag?: FileFacts["tag"];
}

/** A cohort and the files that it was read from. */
export interface ReadCohort {
  readonly cohort: Cohort;
  /** Folder that the image paths start from. */
  readonly root: string;
  readonly tables: readonly FileHash[];
}

/**
 * Read the tables of a cohort, join them, and build its rows. No image file is opened here, and none need be there;
 * BIDS sidecars are read where attributes ask for them.
 * @throws ConfigError, DataError, FormatError as `readTable`, `joinTables` and `buildCohort`; ConfigError for no table,
 * `on` that is missing or has no use, and an attribute of a tag without `options.tag`.
 */
export async function readCohort(spec: CohortSpec, options: CohortOptions): Promise<ReadCohort> {
  checkTables(spec.tables);
  const read = await readTables(spec.tables, options.folder);
  const root = resolve(options.folder, spec.images.root);
  const facts = { tag: tagReader(spec, options), sidecar: createSidecarFacts(filesBelow(root)) };
  const { splitSeed, smallestCell = 1 } = options;
  const { table, notes, hashes } = read;
  return {
    cohort: buildCohort(spec, { table, facts, splitSeed, notes, smallestCell }),
    root,
    tables: hashes,
  };
}

function checkTables(tables: readonly TableSpec[]): void {
  if (tables.length === 0) throw new ConfigError("tables", "no table");
  for (const [index, { file, on }] of tables.entries()) {
    const key = `tables (entry ${index + 1}).on`;
    if (index > 0 && on === undefined) {
      throw new ConfigError(key, "is missing: by which columns is the table joined?", {
        table: file,
      });
    }
    if (index === 0 && on !== undefined) {
      throw new ConfigError(key, "the first table is joined to nothing", {
        advice: "Leave it out; later tables say how they are joined.",
      });
    }
  }
}

async function readTables(tables: readonly TableSpec[], folder: string) {
  const named = (name: string) => ({ name, path: resolve(folder, name) });
  let whole: StringTable | null = null;
  const hashes: FileHash[] = [];
  const notes: string[] = [];
  for (const [index, { file, sidecar, on = [] }] of tables.entries()) {
    const read = await readTable(named(file), sidecar === undefined ? null : named(sidecar));
    hashes.push(...read.hashes);
    if (whole === null) {
      whole = read.table;
      continue;
    }
    const keys = [on].flat().map(joinKey);
    const joined = joinTables(whole, read.table, keys, `tables (entry ${index + 1}).on`);
    whole = joined.table;
    notes.push(...joined.notes);
  }
  if (whole === null) throw new ConfigError("tables", "no table");
  return { table: whole, hashes, notes };
}

function joinKey(on: JoinOn): JoinKey {
  return typeof on === "string" ? { main: on, this: on } : on;
}

function tagReader({ attributes }: CohortSpec, { tag }: CohortOptions): FileFacts["tag"] {
  if (tag !== undefined) return tag;
  for (const [index, attribute] of attributes.entries()) {
    if (attribute.tag === undefined) continue;
    const key = `attributes (entry ${index + 1}).tag`;
    throw new ConfigError(key, "no image files are open here", { got: attribute.tag });
  }
  return () => null;
}

function filesBelow(root: string) {
  return {
    list(folder: string): readonly string[] {
      try {
        return readdirSync(join(root, folder));
      } catch {
        return [];
      }
    },
    read: (path: string) => readFileSync(join(root, path), "utf8"),
  };
}
