import { z } from "zod";
import { cohortConfig } from "./cohort-config.js";
import { runFile } from "./run-config.js";
import { valueWords } from "./value-words.js";

/** One key of the configuration. */
interface KeyDescription {
  readonly path: string;
  readonly kind: string;
  readonly meaning: string;
  readonly fallback: string;
}

/**
 * docs/configuration.md from the schema itself: every key with type, default and meaning. A test compares
 * the stored page with this text, so that no key goes undocumented.
 */
export function describeConfig(): string {
  return [
    "# Configuration",
    "",
    "<!-- Made from the schema by `npm run docs`; a test fails when it is out of date. -->",
    "",
    "A run file is YAML with these keys. Unknown keys are errors. On the command line `key.sub=value` overrides a",
    "key; paths start from the run file's own folder. Where a name chooses among variants, the keys of each",
    "variant are listed under `[name]`. Keys that stand in several places are listed at the first.",
    "",
    ...keyTable(runFile),
    "",
    "## Cohort files",
    "",
    "A cohort file says what tables and images mean; [cohort](cohort.md) has examples and the rules for values.",
    "",
    ...keyTable(cohortConfig),
    "",
  ].join("\n");
}

function keyTable(schema: z.core.$ZodType): string[] {
  return [
    "| key | value | default | meaning |",
    "| --- | --- | --- | --- |",
    ...describeObject(schema, "", new Map()).map(
      ({ path, kind, meaning, fallback }) =>
        `| \`${path}\` | ${escape(kind)} | ${fallback === "" ? "required" : escape(fallback)} | ${escape(meaning)} |`,
    ),
  ];
}

/** Where a schema with keys below is described, by the schema itself. */
type Places = Map<z.core.$ZodType, string>;

function describeObject(schema: z.core.$ZodType, prefix: string, places: Places): KeyDescription[] {
  if (!(schema instanceof z.ZodObject)) return [];
  return Object.entries(schema.shape as Record<string, z.core.$ZodType>).flatMap(([key, field]) =>
    describeField(field, prefix === "" ? key : `${prefix}.${key}`, places),
  );
}

function describeField(field: z.core.$ZodType, path: string, places: Places): KeyDescription[] {
  const { inner, fallback, optional } = unwrap(field);
  const elsewhere = places.get(inner);
  const own: KeyDescription = {
    path,
    kind: valueWords(field, elsewhere === undefined ? "keys below" : `keys of \`${elsewhere}\``),
    meaning: meaningOf(field),
    fallback: fallback ?? (optional ? "absent" : ""),
  };
  if (elsewhere !== undefined || inner instanceof z.ZodLiteral) return [own];
  const below = describeBelow(inner, path, places);
  if (below.length > 0) places.set(inner, path);
  return [own, ...below];
}

function describeBelow(inner: z.core.$ZodType, path: string, places: Places): KeyDescription[] {
  if (inner instanceof z.ZodObject) return describeObject(inner, path, places);
  if (inner instanceof z.ZodArray) {
    const element = unwrap(inner.element).inner;
    const members = element instanceof z.ZodUnion ? element.options : [element];
    const objects = members.map((member) => unwrap(member).inner);
    return objects.flatMap((member) => describeObject(member, `${path}[]`, places));
  }
  const variants = inner instanceof z.ZodUnion ? inner.options : [];
  const objects = variants.map((option) => unwrap(option).inner);
  return objects.flatMap((option) =>
    describeObject(option, `${path}${variantName(option)}`, places),
  );
}

/** `[adam]` for a variant that is chosen by a literal, else nothing. */
function variantName(option: z.core.$ZodType): string {
  if (!(option instanceof z.ZodObject)) return "";
  for (const field of Object.values(option.shape)) {
    if (field instanceof z.ZodLiteral) return `[${String([...field.values][0])}]`;
  }
  return "";
}

function unwrap(field: z.core.$ZodType): {
  readonly inner: z.core.$ZodType;
  readonly fallback: string | null;
  readonly optional: boolean;
} {
  const { def } = field._zod;
  if (!("innerType" in def)) return { inner: field, fallback: null, optional: false };
  const below = unwrap(def.innerType as z.core.$ZodType);
  const value = "defaultValue" in def ? JSON.stringify(def.defaultValue) : below.fallback;
  return {
    inner: below.inner,
    fallback: value,
    optional: below.optional || def.type === "optional",
  };
}

function meaningOf(field: z.core.$ZodType): string {
  const text = z.globalRegistry.get(field)?.description;
  if (text !== undefined) return text;
  const { def } = field._zod;
  return "innerType" in def ? meaningOf(def.innerType as z.core.$ZodType) : "";
}

function escape(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}
