import { isMap, isScalar, LineCounter, parse, parseDocument } from "yaml";
import type { z } from "zod";
import { ConfigError } from "../base/errors.js";
import type { EncoderName } from "../nn/encoders/encoder.js";
import { encoders } from "../nn/encoders/registry.js";
import type { CompareConfig } from "./compare-config.js";
import { describeIssue, type Parsed } from "./describe-issue.js";
import { runFile, type RunConfig } from "./run-config.js";
import { childOf, pathsOf } from "./schema-walk.js";

/**
 * A run file as configuration of one run: YAML, then `key.sub=value` overrides, then the schema; the result is
 * frozen. A `compare` block must be legal and is left out.
 * @param source file name, for messages.
 * @throws ConfigError with every fault: key, what is wrong, the nearest legal name of an unknown key.
 */
export function parseRunConfig(
  text: string,
  source: string,
  overrides: readonly string[] = [],
): RunConfig {
  return parseRunFile(readRunValue(text, source, overrides), source).run;
}

/** The content of a run file with `key.sub=value` overrides, not yet checked by the schema. */
export function readRunValue(
  text: string,
  source: string,
  overrides: readonly string[],
): Record<string, unknown> {
  const value = readYaml(text, source);
  for (const override of overrides) applyOverride(value, override);
  nameDataSource(value);
  return value;
}

/** The content of a run file by the schema, frozen; `compare` is null where the file has no such block. */
export function parseRunFile(
  value: Record<string, unknown>,
  source: string,
): { readonly run: RunConfig; readonly compare: CompareConfig | null } {
  const paths = [...pathsOf(runFile, value), ...optionPaths(childOf(value, "model"))];
  const { compare, ...config } = parseBy(runFile, value, { prefix: [], paths }, source);
  const { encoder, options } = config.model;
  const place = { prefix: ["model", "options"], paths: [] };
  const settings = parseBy(encoders[encoder].config, options, place, source);
  return deepFreeze({
    run: { ...config, model: { ...config.model, options: { ...settings } } },
    compare: compare ?? null,
  });
}

/** `data: { embeddings: … }` needs no `dataset`: the key says which it is. */
function nameDataSource({ data }: Record<string, unknown>): void {
  if (typeof data !== "object" || data === null || Object.hasOwn(data, "dataset")) return;
  if (Object.hasOwn(data, "embeddings")) Object.assign(data, { dataset: "embeddings" });
}

/** Legal keys of `model.options` for the encoder that `model` names. */
function optionPaths(model: unknown): string[] {
  const encoder = childOf(model, "encoder");
  if (typeof encoder !== "string" || !Object.hasOwn(encoders, encoder)) return [];
  return pathsOf(encoders[encoder as EncoderName].config, {}, "model.options.");
}

/** `value`, which stands at a place of the file, by `schema`. @throws ConfigError with every fault. */
function parseBy<T>(
  schema: z.ZodType<T>,
  value: unknown,
  place: Pick<Parsed, "prefix" | "paths">,
  source: string,
): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.flatMap((issue) =>
    describeIssue(issue, { schema, value, ...place }),
  );
  throw new ConfigError(source, faults.join("; "), {
    advice: "`unconfound train --help` shows an example; docs/configuration.md lists every key.",
  });
}

function readYaml(text: string, source: string): Record<string, unknown> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
  const [error] = document.errors;
  if (error !== undefined) {
    const { line, col } = lines.linePos(error.pos[0]);
    const reason =
      error.code === "MULTIPLE_DOCS" ? "a run file is one YAML document" : reasonOf(error);
    throw new ConfigError(`${source}:${line}:${col}`, reason);
  }
  const value = valueOf(document, source);
  if (value === null) {
    const advice = "examples/ has run files to start from.";
    throw new ConfigError(source, "the file is empty", { advice });
  }
  if (!isMap(document.contents) || typeof value !== "object") {
    throw new ConfigError(source, "a run file is a map of keys", {
      got: isScalar(document.contents) ? "a single value" : "a list",
      advice: "examples/ has run files to start from.",
    });
  }
  return value as Record<string, unknown>;
}

/** @throws ConfigError for what only shows when aliases are followed. */
function valueOf(document: ReturnType<typeof parseDocument>, source: string): unknown {
  try {
    return document.toJS();
  } catch (error) {
    throw new ConfigError(source, reasonOf(error));
  }
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
  setKey(config, override.slice(0, cut), overrideValue(override, override.slice(cut + 1)));
}

/** Set the value at a dotted path; maps on the way are made where there are none. */
export function setKey(config: Record<string, unknown>, dotted: string, value: unknown): void {
  const path = dotted.split(".");
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
  target[last] = value;
}

function overrideValue(override: string, text: string): unknown {
  try {
    return parse(text) as unknown;
  } catch (error) {
    throw new ConfigError("command line", `the value is not YAML: ${reasonOf(error)}`, {
      got: override,
      advice: "Quote the whole override for the shell, as in 'method={name: erm}'.",
    });
  }
}

/** The parser's message without place and excerpt. */
function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split(/ at line|\n/)[0] ?? message;
}

function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) deepFreeze(inner);
  }
  return value;
}
