/**
 * Errors of the house. One message says where, what was expected, what came, and what to do:
 * `where: what: expected E, got G (detail value, …). advice`.
 */

/** Values that an error message can show. */
export type ErrorDetail = string | number | boolean | readonly (string | number)[];

/** `expected`, `got` and `advice` have fixed places in the message; other keys follow in brackets. */
export interface ErrorDetails {
  readonly expected?: ErrorDetail;
  readonly got?: ErrorDetail;
  /** What the reader can do about it; a whole sentence. */
  readonly advice?: string;
  readonly [name: string]: ErrorDetail | undefined;
}

export type ErrorCode =
  | "config"
  | "data"
  | "dtype"
  | "format"
  | "graph"
  | "internal"
  | "numeric"
  | "runtime"
  | "shape"
  | "storage";

/** Base of all errors that the house throws on purpose. */
export class UnconfoundError extends Error {
  readonly code: ErrorCode;
  readonly where: string;

  constructor(
    code: ErrorCode,
    where: string,
    what: string,
    details: ErrorDetails,
    cause?: unknown,
  ) {
    super(formatMessage(where, what, details), cause === undefined ? {} : { cause });
    this.code = code;
    this.where = where;
  }
}

/** Shapes that do not fit. Thrown while a program is built, never while it runs. */
export class ShapeError extends UnconfoundError {
  override readonly name = "ShapeError";
  constructor(where: string, what: string, details: ErrorDetails = {}) {
    super("shape", where, what, details);
  }
}

/** Element types that do not fit. */
export class DTypeError extends UnconfoundError {
  override readonly name = "DTypeError";
  constructor(where: string, what: string, details: ErrorDetails = {}) {
    super("dtype", where, what, details);
  }
}

/** A program that is not well formed (unknown input, duplicate name, missing gradient). */
export class GraphError extends UnconfoundError {
  override readonly name = "GraphError";
  constructor(where: string, what: string, details: ErrorDetails = {}) {
    super("graph", where, what, details);
  }
}

/** ONNX Runtime refused or failed. */
export class RuntimeError extends UnconfoundError {
  override readonly name = "RuntimeError";
  constructor(where: string, what: string, details: ErrorDetails = {}, cause?: unknown) {
    super("runtime", where, what, details, cause);
  }
}

/** A configuration that is not legal: unknown key, value out of range, unmet combination. */
export class ConfigError extends UnconfoundError {
  override readonly name = "ConfigError";
  constructor(where: string, what: string, details: ErrorDetails = {}) {
    super("config", where, what, details);
  }
}

/** Bytes that are not what their format says. `where` is file and, if known, byte offset. */
export class FormatError extends UnconfoundError {
  override readonly name = "FormatError";
  constructor(where: string, what: string, details: ErrorDetails = {}) {
    super("format", where, what, details);
  }
}

/** Data that cannot serve: missing files, short cells, counts that differ, duplicate keys. */
export class DataError extends UnconfoundError {
  override readonly name = "DataError";
  constructor(where: string, what: string, details: ErrorDetails = {}) {
    super("data", where, what, details);
  }
}

/** A number that went wrong while running: NaN or infinity in a named loss term. */
export class NumericError extends UnconfoundError {
  override readonly name = "NumericError";
  constructor(where: string, what: string, details: ErrorDetails = {}) {
    super("numeric", where, what, details);
  }
}

/** A file that cannot be written: disk full, no permission. What was there before is untouched. */
export class StorageError extends UnconfoundError {
  override readonly name = "StorageError";
  constructor(where: string, what: string, details: ErrorDetails = {}, cause?: unknown) {
    super("storage", where, what, details, cause);
  }
}

/** A broken promise of our own code: a bug to report. */
export class InternalError extends UnconfoundError {
  override readonly name = "InternalError";
  constructor(where: string, what: string, details: ErrorDetails = {}) {
    super("internal", where, what, details);
  }
}

function formatMessage(where: string, what: string, details: ErrorDetails): string {
  const { expected, got, advice, ...rest } = details;
  const clauses: string[] = [];
  if (expected !== undefined) clauses.push(`expected ${showDetail(expected)}`);
  if (got !== undefined) clauses.push(`got ${showDetail(got)}`);
  const extra = Object.entries(rest)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name} ${showDetail(value ?? "")}`);
  let message = `${where}: ${what}`;
  if (clauses.length > 0) message += `: ${clauses.join(", ")}`;
  if (extra.length > 0) message += ` (${extra.join(", ")})`;
  if (advice !== undefined) message += `. ${advice}`;
  return message;
}

function showDetail(value: ErrorDetail): string {
  return Array.isArray(value) ? `[${value.join(",")}]` : String(value);
}

/** The nearest of `names` by edit distance, or undefined when none is close enough to be meant. Case counts for nothing, and of names with the same letters and digits that one is meant. */
export function nearestName(name: string, names: readonly string[]): string | undefined {
  const bare = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
  const alike = names.find((candidate) => bare(candidate) === bare(name));
  if (alike !== undefined && bare(name) !== "") return alike;
  let best: string | undefined;
  let bestDistance = Math.max(2, Math.floor(name.length / 3)) + 1;
  for (const candidate of names) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** Advice of an error about a name that is not known; nothing where no name is near. */
export function didYouMean(name: string, names: readonly string[]): { readonly advice?: string } {
  const nearest = nearestName(name, names);
  return nearest === undefined ? {} : { advice: `Did you mean ${nearest}?` };
}

/** Levenshtein distance of two strings, in edits. */
function editDistance(left: string, right: string): number {
  let previous = Array.from({ length: right.length + 1 }, (_, column) => column);
  for (let row = 1; row <= left.length; row++) {
    const current = [row];
    for (let column = 1; column <= right.length; column++) {
      const substitution =
        (previous[column - 1] ?? 0) + (left[row - 1] === right[column - 1] ? 0 : 1);
      const insertion = (current[column - 1] ?? 0) + 1;
      const deletion = (previous[column] ?? 0) + 1;
      current.push(Math.min(substitution, insertion, deletion));
    }
    previous = current;
  }
  return previous[right.length] ?? 0;
}
