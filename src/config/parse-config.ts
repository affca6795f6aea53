import { isMap, isScalar, LineCounter, parse, parseDocument } from "yaml";
import { z } from "zod";
import { ConfigError, nearestName } from "../base/errors.js";
import { encoders } from "../nn/encoders/registry.js";
import { runConfig, type RunConfig } from "./run-config.js";

/**
 * A run file as configuration: YAML, then `key.sub=value` overrides, then the schema; the result is frozen.
 * @param source file name, for messages.
 * @throws ConfigError with every fault: key, what is wrong, the nearest legal name of an unknown key.
 */
export function parseRunConfig(
  text: string,
  source: string,
  overrides: readonly string[] = [],
): RunConfig {
  const value = readYaml(text, source);
  for (const override of overrides) applyOverride(value, override);
  const config = parseBy(runConfig, value, [], source);
  const { encoder, options } = config.model;
  const settings = parseBy(encoders[encoder].config, options, ["model", "options"], source);
  return deepFreeze({ ...config, model: { ...config.model, options: { ...settings } } });
}

/** `value`, which stands at `prefix` of the file, by `schema`. @throws ConfigError with every fault. */
function parseBy<T>(
  schema: z.ZodType<T>,
  value: unknown,
  prefix: readonly string[],
  source: string,
): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.flatMap((issue) =>
    describeIssue(issue, { schema, value, prefix }),
  );
  throw new ConfigError(source, faults.join("; "), {
    advice: "`unconfound train --help` shows an example; docs/configuration.md lists every key.",
  });
}

/** What was parsed: schema, value, and where in the file the value stands. */
interface Parsed {
  readonly schema: z.ZodType;
  readonly value: unknown;
  readonly prefix: readonly string[];
}

function readYaml(text: string, source: string): Record<string, unknown> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
  const [error] = document.errors;
  if (error !== undefined) {
    const { line, col } = lines.linePos(error.pos[0]);
    throw new ConfigError(`${source}:${line}:${col}`, error.message.split("\n")[0] ?? "not YAML");
  }
  const value: unknown = document.toJS();
  if (!isMap(document.contents) || typeof value !== "object" || value === null) {
    throw new ConfigError(source, "a run file is a map of keys", {
      got: isScalar(document.contents) ? "a single value" : "something else",
    });
  }
  return value as Record<string, unknown>;
}

/** Set `a.b=value`; the value is YAML (`0.3`, `[a, b]`, `null`). Keys are checked by the schema later. */
function applyOverride(config: Record<string, unknown>, override: string): void {
  const cut = override.indexOf("=");
  if (cut < 1) {
    throw new ConfigError("command line", "not an override", {
      expected: "key.sub=value",
      got: override,
    });
  }
  const path = override.slice(0, cut).split(".");
  const last = path.pop() ?? "";
  let target = config;
  for (const key of path) {
    const next = target[key];
    if (typeof next === "object" && next !== null && !Array.isArray(next)) {
      target = next as Record<string, unknown>;
    } else {
      const created: Record<string, unknown> = {};
      target[key] = created;
      target = created;
    }
  }
  target[last] = parse(override.slice(cut + 1)) as unknown;
}

function describeIssue(issue: z.core.$ZodIssue, parsed: Parsed): string[] {
  const path = [...parsed.prefix, ...issue.path].map(String).join(".");
  if (issue.code === "unrecognized_keys") {
    const legal = legalKeys(parsed.schema, issue.path, parsed.value);
    return issue.keys.map((key) => {
      const near = nearestName(key, legal);
      const full = path === "" ? key : `${path}.${key}`;
      return near === undefined
        ? `unknown key ${full} (legal: ${legal.length === 0 ? "none" : legal.join(", ")})`
        : `unknown key ${full}; did you mean ${near}?`;
    });
  }
  if (issue.code === "invalid_union" && issue.errors.length > 0) {
    // The branch with the fewest faults is the one that was meant.
    const branch = [...issue.errors].sort((a, b) => depth(b) - depth(a) || a.length - b.length)[0];
    return (branch ?? []).flatMap((inner) =>
      describeIssue({ ...inner, path: [...issue.path, ...inner.path] }, parsed),
    );
  }
  return [
    `${path === "" ? "file" : path}: ${lowerFirst(issue.message)}${suggestion(issue, parsed.value)}`,
  ];
}

/** How far a branch of a union got before it failed. */
function depth(issues: readonly z.core.$ZodIssue[]): number {
  return Math.max(0, ...issues.map(({ path }) => path.length));
}

function suggestion(issue: z.core.$ZodIssue, value: unknown): string {
  const got = issue.path.reduce<unknown>(
    (inner, key) => (inner as Record<PropertyKey, unknown> | null)?.[key],
    value,
  );
  const shown = got === undefined ? "" : `, got ${JSON.stringify(got)}`;
  const names = namesOf(issue);
  const near = typeof got === "string" ? nearestName(got, names) : undefined;
  return near === undefined ? shown : `${shown}; did you mean ${near}?`;
}

function namesOf(issue: z.core.$ZodIssue): string[] {
  if (issue.code === "invalid_value") return issue.values.map(String);
  if (issue.code === "invalid_union" && "options" in issue) {
    return (issue.options as readonly unknown[]).map(String);
  }
  return [];
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** Keys that the schema allows at `path`; unions are resolved by the discriminator in `value`. */
function legalKeys(
  schema: z.core.$ZodType,
  path: readonly PropertyKey[],
  value: unknown,
): string[] {
  const resolved = resolve(schema, value);
  const [key, ...rest] = path;
  const inner = (value as Record<PropertyKey, unknown> | undefined)?.[key ?? ""];
  if (resolved instanceof z.ZodObject) {
    const shape = resolved.shape as Record<string, z.core.$ZodType>;
    if (key === undefined) return Object.keys(shape);
    const next = shape[String(key)];
    return next === undefined ? [] : legalKeys(next, rest, inner);
  }
  if (resolved instanceof z.ZodArray && key !== undefined) {
    return legalKeys(resolved.element, rest, inner);
  }
  return [];
}

/** Take off defaults and the like, and choose the member of a union that the value names. */
function resolve(schema: z.core.$ZodType, value: unknown): z.core.$ZodType {
  const { def } = schema._zod;
  if ("innerType" in def) return resolve(def.innerType as z.core.$ZodType, value);
  if (schema instanceof z.ZodDiscriminatedUnion || schema instanceof z.ZodUnion) {
    const options = schema.options;
    const objects = options.map((option) => resolve(option, value));
    const fits = objects.find((option) => {
      if (!(option instanceof z.ZodObject)) return false;
      const shape = option.shape as Record<string, z.ZodType>;
      return Object.entries(shape).every(
        ([key, field]) =>
          !(field instanceof z.ZodLiteral) ||
          field.safeParse((value as Record<string, unknown> | undefined)?.[key]).success,
      );
    });
    return fits ?? objects[0] ?? schema;
  }
  return schema;
}

function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) deepFreeze(inner);
  }
  return value;
}
