import type { EncoderName } from "../nn/encoders/encoder.js";
import { encoders } from "../nn/encoders/registry.js";
import type { CompareConfig } from "./compare-config.js";
import { deepFreeze, parseBySchema } from "./parse-by-schema.js";
import { runFile, type RunConfig } from "./run-config.js";
import { childOf, pathsOf } from "./schema-walk.js";
import { applyOverride, readYamlMap, type FileKind } from "./yaml-file.js";

const runFileKind: FileKind = {
  name: "a run file",
  start: "examples/ has run files to start from.",
  keys: "`unconfound train --help` shows an example; docs/configuration.md lists every key.",
};

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
  return parseRunFile(readRunValue(text, source, overrides), source, overrides).run;
}

/** The content of a run file with `key.sub=value` overrides, not yet checked by the schema. */
export function readRunValue(
  text: string,
  source: string,
  overrides: readonly string[],
): Record<string, unknown> {
  const value = readYamlMap(text, source, runFileKind);
  for (const override of overrides) applyOverride(value, override);
  nameDataSource(value);
  return value;
}

/**
 * The content of a run file by the schema, frozen; `compare` is null where the file has no such block.
 * @param overrides that are in it already: faults that they made are said to be theirs.
 */
export function parseRunFile(
  value: Record<string, unknown>,
  source: string,
  overrides: readonly string[] = [],
): { readonly run: RunConfig; readonly compare: CompareConfig | null } {
  const paths = [...pathsOf(runFile, value), ...optionPaths(childOf(value, "model"))];
  const from = { file: source, kind: runFileKind, overrides };
  const { compare, ...config } = parseBySchema(runFile, value, { prefix: [], paths }, from);
  const { encoder, options } = config.model;
  const place = { prefix: ["model", "options"], paths: [] };
  const settings = parseBySchema(encoders[encoder].config, options, place, from);
  return deepFreeze({
    run: { ...config, model: { ...config.model, options: { ...settings } } },
    compare: compare ?? null,
  });
}

/** `data: { embeddings: … }` and `data: { cohort: … }` need no `dataset`: the key says which it is. */
function nameDataSource({ data }: Record<string, unknown>): void {
  if (typeof data !== "object" || data === null || Object.hasOwn(data, "dataset")) return;
  for (const key of ["embeddings", "cohort"]) {
    if (Object.hasOwn(data, key)) Object.assign(data, { dataset: key });
  }
}

/** Legal keys of `model.options` for the encoder that `model` names. */
function optionPaths(model: unknown): string[] {
  const encoder = childOf(model, "encoder");
  if (typeof encoder !== "string" || !Object.hasOwn(encoders, encoder)) return [];
  return pathsOf(encoders[encoder as EncoderName].config, {}, "model.options.");
}
