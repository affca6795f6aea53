import { createHash } from "node:crypto";
import { z } from "zod";
import { DataError, FormatError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import { partNames } from "../part-name.js";
import type { FileHash } from "../tables/read-table.js";
import type { Cohort, CohortAttribute, CohortTarget } from "./cohort.js";
import type { Pseudonyms } from "./pseudonym.js";

/** Raise when the same cohort is written in another way; 1 had neither attributes nor the order of the rows. */
const lockVersion = 2;
const readVersions = [1, 2] as const;

const lockRow = z.strictObject({
  id: z.string(),
  subject: z.string().nullable(),
  image: z.string().nullable(),
  part: z.enum(partNames).nullable(),
  label: z.string().nullable(),
  attributes: z.array(z.string().nullable()).optional(),
  excluded: z.string().nullable(),
});
const lockFile = z.strictObject({
  version: z.literal(readVersions),
  keyCheck: z.string(),
  attributes: z.array(z.string()).optional(),
  order: z.string().optional(),
  tables: z.array(z.strictObject({ name: z.string(), sha256: z.string() })),
  rows: z.array(lockRow),
});

/**
 * A row of the tables as it was when the cohort was locked. `attributes` are names of values, or numbers of continuous
 * ones, null missing, in the order of the lock's; of rows that were left out there are none.
 */
export type LockRow = Readonly<z.infer<typeof lockRow>>;

/** What a cohort was, so that it can be made again and compared: JSON, without ids, subjects and paths. */
export interface CohortLock {
  readonly version: (typeof readVersions)[number];
  /** A pseudonym of nothing: equal where two locks were made with the same key. */
  readonly keyCheck: string;
  /** Names of the attributes; absent in version 1. */
  readonly attributes?: readonly string[] | undefined;
  /** SHA-256 of the pseudonyms of the cohort's rows in their order, which training depends on; absent in version 1. */
  readonly order?: string | undefined;
  /** SHA-256 of every table and sidecar, in the order of the configuration. */
  readonly tables: readonly FileHash[];
  /** Rows of the cohort and those that were left out, by pseudonym of the id. */
  readonly rows: readonly LockRow[];
}

/**
 * Record a cohort. Rows are in the order of their pseudonyms; the order of the tables shows in `order` alone.
 *
 * The label is the name of the class, the number, or `name=1` for each label that is known; null where it is masked.
 * @param imageHashes hash of the content of each row's image, null where it is not known.
 * @throws DataError for another number of hashes than rows, and as `createPseudonyms`.
 */
export function createLock(
  cohort: Cohort,
  tables: readonly FileHash[],
  imageHashes: readonly (string | null)[],
  pseudonyms: Pseudonyms,
): CohortLock {
  if (imageHashes.length !== cohort.ids.length) {
    throw new DataError("cohort lock", "number of image hashes", {
      expected: cohort.ids.length,
      got: imageHashes.length,
    });
  }
  const rows: LockRow[] = cohort.ids.map((id, row) => ({
    id: pseudonyms.of("id", id),
    subject: pseudonyms.of("subject", at(cohort.subjects, row)),
    image: at(imageHashes, row),
    part: at(cohort.parts, row),
    label: labelText(cohort.target, row),
    attributes: cohort.attributes.map((attribute) => valueText(attribute, row)),
    excluded: null,
  }));
  for (const { id, subject, why } of cohort.exclusions) {
    rows.push({
      id: pseudonyms.of("id", id),
      subject: subject === null ? null : pseudonyms.of("subject", subject),
      image: null,
      part: null,
      label: null,
      attributes: [],
      excluded: why,
    });
  }
  rows.sort((left, right) => (left.id < right.id ? -1 : 1));
  return {
    version: lockVersion,
    keyCheck: pseudonyms.of("id", ""),
    attributes: cohort.attributes.map(({ name }) => name),
    order: orderOf(cohort.ids, pseudonyms),
    ...{ tables, rows },
  };
}

/** The lock as text, one line a row: the same cohort has the same bytes, and a difference shows as lines. */
export function formatLock(lock: CohortLock): string {
  const { version, keyCheck, tables, rows } = lock;
  const list = (values: readonly unknown[]) =>
    values.length === 0
      ? "[]"
      : `[\n${values.map((value) => JSON.stringify(value)).join(",\n")}\n]`;
  const files = tables.map(({ name, sha256 }) => ({ name, sha256 }));
  const ordered = rows.map(({ id, subject, image, part, label, attributes, excluded }) => ({
    ...{ id, subject, image, part, label, attributes, excluded },
  }));
  return [
    `{"version":${version},`,
    `"keyCheck":${JSON.stringify(keyCheck)},`,
    ...(lock.attributes === undefined ? [] : [`"attributes":${JSON.stringify(lock.attributes)},`]),
    ...(lock.order === undefined ? [] : [`"order":${JSON.stringify(lock.order)},`]),
    `"tables":${list(files)},`,
    `"rows":${list(ordered)}}`,
    "",
  ].join("\n");
}

/**
 * The lock that a text holds.
 * @param source file name, for messages.
 * @throws FormatError for anything else than a lock of this version, and for a row twice.
 */
export function parseLock(text: string, source: string): CohortLock {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new FormatError(source, "not a cohort lock", { got: String(error) });
  }
  const parsed = lockFile.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new FormatError(source, "not a cohort lock", {
      key: issue?.path.map(String).join(".") ?? "",
      got: issue?.message ?? "",
      advice: `This version reads locks of version ${readVersions.join(" and ")}.`,
    });
  }
  const { rows } = parsed.data;
  const seen = new Set<string>();
  for (const { id } of rows) {
    if (seen.has(id)) throw new FormatError(source, "a row twice", { got: id });
    seen.add(id);
  }
  return parsed.data;
}

function orderOf(ids: readonly string[], pseudonyms: Pseudonyms): string {
  const hash = createHash("sha256");
  for (const id of ids) hash.update(pseudonyms.of("id", id));
  return hash.digest("hex");
}

function valueText({ codes, valueNames, numbers }: CohortAttribute, row: number): string | null {
  if (numbers === undefined) return valueNames[at(codes, row)] ?? null;
  const number = at(numbers, row);
  return Number.isNaN(number) ? null : String(number);
}

function labelText(target: CohortTarget, row: number): string | null {
  switch (target.kind) {
    case "classes":
      return target.factor.valueNames[at(target.codes, row)] ?? null;
    case "number":
      return String(at(target.numbers, row));
    case "labels": {
      const known = target.names.flatMap((name, label) => {
        const code = at(at(target.codes, label), row);
        return code < 0 ? [] : [`${name}=${code}`];
      });
      return known.length === 0 ? null : known.join(" ");
    }
  }
}
