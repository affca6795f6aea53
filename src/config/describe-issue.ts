import { z } from "zod";
import { nearestName } from "../base/errors.js";
import { childOf, keysOf, schemasAt, type Schema } from "./schema-walk.js";
import { expectedWords, joinOr, namesOf, showValue } from "./value-words.js";

/** What was parsed. */
export interface Parsed {
  readonly schema: Schema;
  readonly value: unknown;
  /** Where in the run file `value` stands. */
  readonly prefix: readonly string[];
  /** Legal keys of the whole run file as paths, to look for one that stands in the wrong place. */
  readonly paths: readonly string[];
}

/** The faults that an issue stands for, each a phrase: key, what is expected, what came, what may be meant. */
export function describeIssue(issue: z.core.$ZodIssue, parsed: Parsed): string[] {
  return meantIssues(issue).flatMap((one) =>
    one.code === "unrecognized_keys"
      ? describeUnknownKeys(one, parsed)
      : [describeValue(one, parsed)],
  );
}

/** The issue itself, or those inside the member of a union that was meant: the one that got furthest. */
export function meantIssues(issue: z.core.$ZodIssue): z.core.$ZodIssue[] {
  if (issue.code !== "invalid_union") return [issue];
  const [branch] = [...issue.errors].sort((a, b) => depth(b) - depth(a) || a.length - b.length);
  if (branch === undefined || depth(branch) === 0) return [issue];
  return branch.flatMap((inner) => meantIssues({ ...inner, path: [...issue.path, ...inner.path] }));
}

/** How far a member of a union got before it failed. */
function depth(issues: readonly z.core.$ZodIssue[]): number {
  return Math.max(0, ...issues.map(({ path }) => path.length));
}

function describeValue(issue: z.core.$ZodIssue, { schema, value, prefix }: Parsed): string {
  const path = pathWords([...prefix, ...issue.path]);
  const got = issue.path.reduce(childOf, value);
  if (issue.code === "custom") return `${path}: ${issue.message}`;
  const schemas = schemasAt(schema, issue.path, value);
  if (got === undefined) return `${path} is missing: expected ${expectedWords(schemas)}`;
  const shown = showValue(got);
  if (issue.code === "too_big" && issue.maximum === Number.MAX_SAFE_INTEGER) {
    return `${path}: expected a whole number below 2^53, got ${shown}`;
  }
  const meant = meantValue(schemas, got);
  const hint = meant === undefined ? "" : ` (did you mean ${meant}?)`;
  return `${path}: expected ${expectedWords(schemas)}, got ${shown}${hint}`;
}

/** The legal value nearest to a text: a name, `{name: erm}` for `erm`, `[marker]` for `marker`. */
function meantValue(schemas: readonly Schema[], got: unknown): string | undefined {
  if (typeof got !== "string") return undefined;
  for (const schema of schemas) {
    const union = unionOf(schema);
    if (union !== undefined) {
      const { discriminator } = union.def;
      const near = nearestName(got, namesOf(schemasAt(union, [discriminator], undefined)));
      if (near !== undefined) return showValue({ [discriminator]: near });
    }
    const list = innerOf(schema);
    if (list instanceof z.ZodArray) {
      const near = nearestName(got, namesOf([list.element]));
      if (near !== undefined) return showValue([near]);
    }
  }
  return nearestName(got, namesOf(schemas));
}

function describeUnknownKeys(issue: z.core.$ZodIssueUnrecognizedKeys, parsed: Parsed): string[] {
  const { schema, value, prefix, paths } = parsed;
  const place = pathWords([...prefix, ...issue.path]);
  const full = (key: string) => (place === "" ? key : `${place}.${key}`);
  const schemas = schemasAt(schema, issue.path, value);
  const holder = issue.path.reduce(childOf, value);
  const legal = keysOf(schemas, holder);
  const legalText = `legal: ${legal.length === 0 ? "none" : legal.join(", ")}`;
  // Keys of another variant: the name was changed and the rest of the block stayed.
  const anyVariant = keysOf(schemas);
  const foreign = issue.keys.filter((key) => anyVariant.includes(key));
  const faults = issue.keys
    .filter((key) => !foreign.includes(key))
    .map((key) => {
      const near = nearestName(key, legal);
      const elsewhere = paths.filter(
        (path) => path !== full(key) && path.split(".").at(-1) === key,
      );
      const meant = [...(near === undefined ? [] : [full(near)]), ...elsewhere];
      const hint = meant.length === 0 ? legalText : `did you mean ${joinOr(meant)}?`;
      return `unknown key ${full(key)} (${hint})`;
    });
  if (foreign.length === 0) return faults;
  const kept = Object.entries(holder as object).filter(([key]) => legal.includes(key));
  const block = `'${place}=${showValue(Object.fromEntries(kept), Infinity)}'`;
  const keys = `unknown key${foreign.length === 1 ? "" : "s"} ${foreign.map(full).join(", ")}`;
  return [`${keys} (${legalText}; give the whole block: ${block})`, ...faults];
}

function unionOf(schema: Schema): z.ZodDiscriminatedUnion | undefined {
  const inner = innerOf(schema);
  return inner instanceof z.ZodDiscriminatedUnion ? inner : undefined;
}

/** `schema` without defaults and the like. */
function innerOf(schema: Schema): Schema {
  const { def } = schema._zod;
  return "innerType" in def ? innerOf(def.innerType as Schema) : schema;
}

/** `data.factors (entry 1).ease`. */
function pathWords(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === "number") return `${text} (entry ${key + 1})`;
    return text === "" ? String(key) : `${text}.${String(key)}`;
  }, "");
}
