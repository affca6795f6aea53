import { stringify } from "yaml";
import { z } from "zod";
import { membersOf, type Schema } from "./schema-walk.js";

/**
 * How a map with fixed keys is called: `map of keys` in a message; in a table of all keys `keys below`, or those of another
 * key where they are listed there.
 */
export type MapWord = "map of keys" | "keys below" | `keys of ${string}`;

/** What a key may be, for a table: `number 0..1 | balanced`, `list of text`, `map of max | whole number >= 1`. */
export function valueWords(schema: Schema, mapWord: MapWord): string {
  return joinWords(alternatives([schema], mapWord));
}

/** What any of `schemas` allows, for a sentence: `a number 0..1, balanced or a map of these`. */
export function expectedWords(schemas: readonly Schema[]): string {
  return joinOr(
    alternatives(schemas, "map of keys").map((words) =>
      /^(?:number|whole number|text|list|map)\b/.test(words) ? `a ${words}` : words,
    ),
  );
}

/** `a, b or c`. */
export function joinOr(words: readonly string[]): string {
  return words.length < 2
    ? words.join("")
    : `${words.slice(0, -1).join(", ")} or ${words.at(-1) ?? ""}`;
}

/** The names among the values that any of `schemas` allows, such as `balanced` and `rotated-k`. */
export function namesOf(schemas: readonly Schema[]): string[] {
  return schemas.flatMap((schema) =>
    membersOf(schema).flatMap((member) =>
      member instanceof z.ZodTemplateLiteral ? [templateWord(member)] : literalsOf(member),
    ),
  );
}

/** `value` as one would write it on one line of a run file, shortened to `limit` characters. */
export function showValue(value: unknown, limit = 80): string {
  const options = { collectionStyle: "flow", flowCollectionPadding: false, lineWidth: 0 } as const;
  const text = stringify(value, options).trim();
  const line = text.includes("\n") ? JSON.stringify(value) : text;
  return line.length > limit ? `${line.slice(0, limit - 1)}…` : line;
}

function alternatives(schemas: readonly Schema[], mapWord: MapWord): string[] {
  const found: string[] = [];
  for (const member of schemas.flatMap((schema) => membersOf(schema))) {
    // A value for all, or one by name: the second half need not repeat the first.
    const repeats =
      member instanceof z.ZodRecord && valueWords(member.valueType, mapWord) === joinWords(found);
    found.push(...(repeats ? ["map of these"] : wordsOf(member, mapWord)));
  }
  return [...new Set(found)];
}

/** Names by bars; what may hold bars itself, and null, comes after `or`. */
function joinWords(words: readonly string[]): string {
  const isSimple = (word: string) => !/^(?:list|map|keys|null)\b/.test(word);
  const simple = words.filter(isSimple).join(" | ");
  return [...(simple === "" ? [] : [simple]), ...words.filter((word) => !isSimple(word))].join(
    " or ",
  );
}

function wordsOf(schema: Schema, mapWord: MapWord): string[] {
  if (schema instanceof z.ZodNumber) return [numberWords(schema)];
  if (schema instanceof z.ZodString) return ["text"];
  if (schema instanceof z.ZodUnknown) return ["value"];
  if (schema instanceof z.ZodObject) return [mapWord];
  if (schema instanceof z.ZodTemplateLiteral) return [templateWord(schema)];
  if (schema instanceof z.ZodArray) {
    const { minItems = 0 } = z.toJSONSchema(schema);
    const some = minItems > 0 ? `${minItems} or more ` : "";
    return [`list of ${some}${valueWords(schema.element, mapWord)}`];
  }
  if (schema instanceof z.ZodTuple) {
    const [first] = schema.def.items;
    const words = first === undefined ? "values" : valueWords(first, mapWord);
    return [`list of ${schema.def.items.length} ${words}`];
  }
  if (schema instanceof z.ZodRecord) {
    const { valueType } = schema;
    return [valueType instanceof z.ZodUnknown ? "map" : `map of ${valueWords(valueType, mapWord)}`];
  }
  const literals = literalsOf(schema);
  return literals.length > 0 ? literals : [schema._zod.def.type];
}

function literalsOf(schema: Schema): string[] {
  if (schema instanceof z.ZodLiteral) return [...schema.values].map(String);
  if (schema instanceof z.ZodEnum) return schema.options.map(String);
  return schema instanceof z.ZodBoolean ? ["true", "false"] : [];
}

/** `rotated-k` for `rotated-` and a number. */
function templateWord(schema: z.ZodTemplateLiteral): string {
  return schema.def.parts.map((part) => (typeof part === "string" ? part : "k")).join("");
}

/** `number 0..1`, `whole number >= 1`; bounds are read off the JSON schema, zod's public account of them. */
function numberWords(schema: z.ZodNumber): string {
  const { type, minimum, maximum, exclusiveMinimum, exclusiveMaximum } = z.toJSONSchema(schema);
  if (type === "integer") {
    const least = isBound(exclusiveMinimum) ? exclusiveMinimum + 1 : minimum;
    return withBounds("whole number", { ">=": least, "<=": maximum, "<": exclusiveMaximum });
  }
  if (isBound(minimum) && isBound(maximum)) return `number ${minimum}..${maximum}`;
  const bounds = { ">=": minimum, ">": exclusiveMinimum, "<=": maximum, "<": exclusiveMaximum };
  return withBounds("number", bounds);
}

function withBounds(word: string, bounds: Readonly<Record<string, unknown>>): string {
  const given = Object.entries(bounds).filter(([, bound]) => isBound(bound));
  const text = given.map(([sign, bound]) => `${sign} ${String(bound)}`).join(" and ");
  return text === "" ? word : `${word} ${text}`;
}

/** False for the ends of the whole numbers that a double can hold, which each of them has as bounds. */
function isBound(value: unknown): value is number {
  return typeof value === "number" && Math.abs(value) < Number.MAX_SAFE_INTEGER;
}
