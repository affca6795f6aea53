import { z } from "zod";

/** A schema, of any kind. */
export type Schema = z.core.$ZodType;

/**
 * What a value may be: `schema` without defaults and the like, a union as its members, nullable as one more. Where
 * `value` names the variant of a union (`name: adam`), only that one.
 */
export function membersOf(schema: Schema, value?: unknown): Schema[] {
  if (schema instanceof z.ZodNullable) return [...membersOf(schema.unwrap(), value), z.null()];
  const { def } = schema._zod;
  if ("innerType" in def) return membersOf(def.innerType as Schema, value);
  if (!(schema instanceof z.ZodUnion)) return [schema];
  const variant = variantOf(schema, value);
  return variant === null
    ? schema.options.flatMap((option) => membersOf(option, value))
    : membersOf(variant, value);
}

/** The variant of a union that `value` names by its discriminator; null for none. */
function variantOf(union: Schema, value: unknown): Schema | null {
  if (!(union instanceof z.ZodDiscriminatedUnion)) return null;
  const { discriminator } = union.def;
  const named = union.options.find((option) => {
    const field = option instanceof z.ZodObject ? fieldOf(option, discriminator) : undefined;
    return field instanceof z.ZodLiteral && field.safeParse(childOf(value, discriminator)).success;
  });
  return named ?? null;
}

/** All schemas that may stand at `path` below `schema`, where the whole value is `value`. */
export function schemasAt(
  schema: Schema,
  path: readonly PropertyKey[],
  value: unknown,
): readonly Schema[] {
  const [key, ...rest] = path;
  if (key === undefined) return [schema];
  return membersOf(schema, value).flatMap((member) => {
    const below = belowOf(member, key);
    return below === undefined ? [] : schemasAt(below, rest, childOf(value, key));
  });
}

function belowOf(schema: Schema, key: PropertyKey): Schema | undefined {
  if (schema instanceof z.ZodObject) return fieldOf(schema, String(key));
  if (schema instanceof z.ZodArray) return schema.element;
  if (schema instanceof z.ZodTuple) return schema.def.items[Number(key)];
  return schema instanceof z.ZodRecord ? schema.valueType : undefined;
}

/** Keys that an object of one of `schemas` may have, where it is `value`. */
export function keysOf(schemas: readonly Schema[], value?: unknown): string[] {
  const objects = schemas.flatMap((schema) => membersOf(schema, value));
  return objects.flatMap((object) =>
    object instanceof z.ZodObject ? Object.keys(object.shape) : [],
  );
}

/** Every key below `schema` as a path (`train.optimizer.lr`), those of lists and maps left out. */
export function pathsOf(schema: Schema, value: unknown, prefix = ""): string[] {
  const objects = membersOf(schema, value).filter((member) => member instanceof z.ZodObject);
  const paths = objects.flatMap((object) =>
    Object.entries(object.shape as Record<string, Schema>).flatMap(([key, field]) => [
      prefix + key,
      ...pathsOf(field, childOf(value, key), `${prefix}${key}.`),
    ]),
  );
  return [...new Set(paths)];
}

function fieldOf(schema: z.ZodObject, key: string): Schema | undefined {
  const shape: Readonly<Record<string, Schema>> = schema.shape;
  return Object.hasOwn(shape, key) ? shape[key] : undefined;
}

/** `value[key]`, or undefined where `value` has no such key. */
export function childOf(value: unknown, key: PropertyKey): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as Readonly<Record<PropertyKey, unknown>>)[key];
}
