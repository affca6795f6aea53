import { ConfigError } from "../../base/errors.js";
import type { StringTable } from "../tables/string-table.js";
import { rowPaths } from "./row-paths.js";
import type { CohortSpec } from "./spec.js";

/** Where the masks of one kind are. */
export interface MaskPaths {
  readonly name: string;
  /** Folder that the paths start from, relative to the cohort file. */
  readonly root: string;
  /** By row of the table, normal; "" where the row has none. */
  readonly paths: readonly string[];
  /** True: a file that is not there is a row without a mask (`pattern`); false: the table names it, so it must be there. */
  readonly isOptional: boolean;
}

/**
 * The paths of all masks of a cohort file, for every row of the table.
 * @throws ConfigError for a name twice, and as `rowPaths`; DataError as `rowPaths`.
 */
export function maskPaths(
  { masks = [], images }: Pick<CohortSpec, "masks" | "images">,
  table: StringTable,
): MaskPaths[] {
  return masks.map(({ name, root = images.root, ...where }, index) => {
    const key = `masks (entry ${index + 1})`;
    if (masks.findIndex((other) => other.name === name) < index) {
      throw new ConfigError(`${key}.name`, "two masks have one name", { got: name });
    }
    const paths = rowPaths(where, key, table);
    return { name, root, paths, isOptional: where.pattern !== undefined };
  });
}
