import { ConfigError, DataError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import type { PartName } from "../part-name.js";
import type { StringTable } from "../tables/string-table.js";
import { readAttribute } from "./attributes.js";
import { checkParts } from "./check-parts.js";
import type { Cohort, CohortAttribute, CohortTarget, FileFacts } from "./cohort.js";
import { createRowFilter } from "./filters.js";
import { firstVisits } from "./first-visits.js";
import { identifyRows, requireIdentities, type RowIdentities } from "./identify-rows.js";
import { assignParts } from "./parts.js";
import { tableName } from "./read-tables.js";
import { createRowFlow, type RowFlow } from "./row-flow.js";
import type { CohortSpec } from "./spec.js";
import { readTarget } from "./target.js";

/** What the rows of a cohort are made from. */
export interface CohortSources {
  /** One row an image, other tables joined to it. */
  readonly table: StringTable;
  readonly facts: FileFacts;
  /** Fixes what is drawn of the split. */
  readonly splitSeed: number;
  /** What a person should know of the tables, a line each. */
  readonly notes: readonly string[];
  /** Above 1: notes have no number of masked rows; absent: 1. */
  readonly smallestCell?: number;
}

/**
 * From a table to the rows of a cohort: identify → filters → visits → target → attributes → parts. Each step that
 * leaves rows out is a step of `flow`, also where it takes none. No file but the table is read, but for the facts
 * that attributes ask of the rows that are left.
 * @throws ConfigError, DataError as the steps; DataError where a step leaves no row.
 */
export function buildCohort(spec: CohortSpec, sources: CohortSources): Cohort {
  const { table } = sources;
  checkNames(spec);
  const who = identifyRows(spec, table);
  const flow = createRowFlow(who.ids, who.subjects, flowStart(spec));
  for (const [index, filter] of spec.filters.entries()) {
    const one = createRowFilter(filter, table, `filters (entry ${index + 1})`);
    flow.step(one.what, (row) => one.keep(row));
    requireRows(flow, table);
  }
  const notes = [...sources.notes, ...requireIdentities(who, flow.rows, table)];
  keepVisits(spec, who, flow, table);
  const onlyTest = spec.split.kind === "none";
  const target = readTarget(spec.target, flow.rows, table, { mayLackClasses: onlyTest });
  flow.step(`${targetName(spec)} is known`, (row) => target.has(row));
  requireRows(flow, table);
  const attributes = readAttributes(spec, who, flow, sources);
  const { rows } = flow;
  const columns = {
    target: target.of(rows),
    attributes: attributes.map((attribute) => attribute.of(rows)),
  };
  const names = pickIdentities(rows, who, table);
  const parts = drawParts(spec, rows, names, columns, sources);
  const wanted: readonly PartName[] | undefined = onlyTest ? ["test"] : undefined;
  const missing = checkParts(parts, columns.target, table.source, wanted);
  return {
    ...names,
    ...columns,
    parts,
    ...(onlyTest ? { onlyTest } : {}),
    flow: flow.steps,
    exclusions: flow.exclusions,
    notes: [...notes, ...maskedNotes(columns, rows.length, sources.smallestCell ?? 1), ...missing],
  };
}

/** @throws ConfigError for two attributes of one name, or one called as the target. */
function checkNames({ attributes, target }: CohortSpec): void {
  const names = attributes.map(({ name }) => name);
  // `labels` is what the several together are called.
  const targets = target.as === "labels" ? ["labels", ...target.columns] : [target.column];
  for (const [index, name] of names.entries()) {
    const key = `attributes (entry ${index + 1}).name`;
    if (names.indexOf(name) !== index) {
      throw new ConfigError(key, "two attributes have one name", { got: name });
    }
    if (targets.includes(name)) {
      throw new ConfigError(key, "the target is no attribute", { got: name });
    }
  }
}

function flowStart({ tables }: CohortSpec): string {
  const [first = "", ...others] = tables.map(tableName);
  return others.length === 0 ? first : `${first} with ${others.join(", ")}`;
}

function targetName({ target }: CohortSpec): string {
  return target.as === "labels" ? "one label at least" : target.column;
}

function requireRows(flow: RowFlow, table: StringTable): void {
  if (flow.rows.length > 0) return;
  const { length } = flow.steps;
  throw new DataError(table.source, "a step leaves no row", {
    got: at(flow.steps, length - 1).what,
    "rows before it": at(flow.steps, length - 2).rows,
    advice: "Check the values that it names against the table.",
  });
}

function keepVisits(
  { visits }: CohortSpec,
  who: RowIdentities,
  flow: RowFlow,
  table: StringTable,
): void {
  if (visits.keep === "all") return;
  const first = firstVisits(flow.rows, who, table, visits.by);
  flow.step(`first visit by ${visits.by ?? ""}`, (row) => first.has(row));
}

/** The attributes, after the rows that each of them drops have gone. */
function readAttributes(
  spec: CohortSpec,
  who: RowIdentities,
  flow: RowFlow,
  { table, facts }: CohortSources,
) {
  return spec.attributes.map((attribute, index) => {
    const mayBeFew = spec.split.kind === "none";
    const sources = { table, facts, images: who.images, mayBeFew };
    const key = `attributes (entry ${index + 1})`;
    const reading = readAttribute(attribute, flow.rows, sources, key);
    if (attribute.missing === "drop" || attribute.others === "drop") {
      flow.step(
        `${attribute.name} is known`,
        (row) => reading.dropped(row) === null,
        (row) => reading.dropped(row) ?? "",
      );
      requireRows(flow, table);
    }
    return reading;
  });
}

function pickIdentities(rows: Int32Array, who: RowIdentities, table: StringTable) {
  const pick = (column: readonly string[]) => Array.from(rows, (row) => at(column, row));
  return {
    ids: pick(who.ids),
    subjects: pick(who.subjects),
    images: pick(who.images),
    places: Array.from(rows, (row) => table.place(row)),
  };
}

interface CohortColumns {
  readonly target: CohortTarget;
  readonly attributes: readonly CohortAttribute[];
}

function drawParts(
  spec: CohortSpec,
  rows: Int32Array,
  names: Pick<Cohort, "subjects" | "places">,
  { attributes }: CohortColumns,
  { table, splitSeed }: CohortSources,
): PartName[] {
  const values = (name: string, key: string): readonly string[] => {
    const attribute = attributes.find((one) => one.name === name);
    if (attribute !== undefined) {
      return Array.from(attribute.codes, (code) => attribute.valueNames[code] ?? "");
    }
    const cells = table.column(name, key);
    return Array.from(rows, (row) => at(cells, row));
  };
  return assignParts(spec.split, { ...names, source: table.source, values }, splitSeed);
}

/** With `smallestCell` above 1 without the number: tables of the parts would tell by it what they hide. */
function maskedNotes(
  { target, attributes }: CohortColumns,
  rows: number,
  smallestCell: number,
): string[] {
  const targets =
    target.kind === "labels"
      ? target.codes.map((codes, label) => ({ name: at(target.names, label), codes }))
      : target.kind === "classes"
        ? [{ name: target.factor.name, codes: target.codes }]
        : [];
  return [...targets, ...attributes].flatMap(({ name, codes }) => {
    const masked = countMasked(codes);
    if (masked === 0) return [];
    return [`${name}: ${smallestCell > 1 ? "some" : masked} of ${rows} masked`];
  });
}

function countMasked(codes: Int32Array | Int8Array): number {
  let masked = 0;
  for (const code of codes) if (code < 0) masked += 1;
  return masked;
}
