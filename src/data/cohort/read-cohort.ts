import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { ConfigError } from "../../base/errors.js";
import type { FileHash } from "../tables/read-table.js";
import { buildCohort } from "./build-cohort.js";
import type { Cohort, FileFacts } from "./cohort.js";
import { readTables } from "./read-tables.js";
import type { StringTable } from "../tables/string-table.js";
import { createSidecarFacts } from "./sidecar-facts.js";
import type { CohortSpec } from "./spec.js";

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
  /** The tables, joined; `Cohort.places` are its. */
  readonly table: StringTable;
}

/**
 * Read the tables of a cohort, join them, and build its rows. No image file is opened here, and none need be there;
 * BIDS sidecars are read where attributes ask for them.
 * @throws ConfigError, DataError, FormatError as `readTables` and `buildCohort`; ConfigError for an attribute of a tag
 * without `options.tag`.
 */
export async function readCohort(spec: CohortSpec, options: CohortOptions): Promise<ReadCohort> {
  const read = await readTables(spec, options.folder);
  const root = resolve(options.folder, spec.images.root);
  const facts = { tag: tagReader(spec, options), sidecar: createSidecarFacts(filesBelow(root)) };
  const { splitSeed, smallestCell = 1 } = options;
  const { table, notes, hashes } = read;
  return {
    cohort: buildCohort(spec, { table, facts, splitSeed, notes, smallestCell }),
    root,
    tables: hashes,
    table,
  };
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
