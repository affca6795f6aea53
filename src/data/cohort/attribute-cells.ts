import { ConfigError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import type { StringTable } from "../tables/string-table.js";
import type { FileFacts } from "./cohort.js";
import { createGroupFinder } from "./one-group.js";
import type { AttributeSpec } from "./spec.js";

/** Where the cells of attributes come from. */
export interface AttributeSources {
  readonly table: StringTable;
  /** Image path of each row of the table. */
  readonly images: readonly string[];
  readonly facts: FileFacts;
  /** True: nothing is learnt from the rows, so that values may have few or none. */
  readonly mayBeFew?: boolean;
}

const kinds = ["column", "tag", "sidecar", "path"] as const;

/**
 * The cells of an attribute, one a row of the table; "" missing, and for rows that are not left: files are asked
 * about those alone that are.
 * @throws ConfigError for no source or several, a column that is not there, a regular expression that is not legal.
 */
export function attributeCells(
  spec: AttributeSpec,
  rows: Int32Array,
  { table, images, facts }: AttributeSources,
  key: string,
): readonly string[] {
  const given = kinds.filter((kind) => spec[kind] !== undefined);
  if (given.length !== 1) {
    throw new ConfigError(key, "one of column, tag, sidecar and path says where the values are", {
      attribute: spec.name,
      got: given.length === 0 ? "none" : given.join(", "),
    });
  }
  const { column, tag, sidecar, path, pattern } = spec;
  if (pattern !== undefined && column === undefined) {
    throw new ConfigError(`${key}.pattern`, "looks at a column, and there is none", {
      attribute: spec.name,
      advice: "Say which by `column`; on the image path it is `path`.",
    });
  }
  if (column !== undefined) {
    const whole = table.column(column, `${key}.column`);
    if (pattern === undefined) return whole;
    const findPart = createGroupFinder(pattern, `${key}.pattern`);
    return whole.map((cell) => findPart(cell) ?? "");
  }
  const find = path === undefined ? null : createGroupFinder(path, `${key}.path`);
  const ask = (image: string) => {
    if (find !== null) return find(image);
    if (tag !== undefined) return facts.tag(image, tag);
    return facts.sidecar(image, sidecar ?? "");
  };
  const cells = new Array<string>(table.rows).fill("");
  for (const row of rows) cells[row] = (ask(at(images, row)) ?? "").trim();
  return cells;
}
