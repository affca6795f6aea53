import { isMap, isScalar, LineCounter, parse, parseDocument } from "yaml";
import { ConfigError } from "../base/errors.js";

/** Where overrides stand. */
export const commandLine = "command line";

/** What messages say of a kind of file. */
export interface FileKind {
  /** `a run file`. */
  readonly name: string;
  /** Where one finds an example; a sentence. */
  readonly start: string;
  /** Where its keys are listed; a sentence. */
  readonly keys: string;
}

/**
 * The map of keys that a file holds.
 * @throws ConfigError with line and column for text that is not YAML; for an empty file, one that is no map, and a key
 * twice.
 */
export function readYamlMap(text: string, source: string, kind: FileKind): Record<string, unknown> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
  const [error] = document.errors;
  if (error !== undefined) {
    const { line, col } = lines.linePos(error.pos[0]);
    const reason =
      error.code === "MULTIPLE_DOCS" ? `${kind.name} is one YAML document` : reasonOf(error);
    throw new ConfigError(`${source}:${line}:${col}`, reason);
  }
  const value = valueOf(document, source);
  if (value === null) {
    throw new ConfigError(source, "the file is empty", { advice: kind.start });
  }
  if (!isMap(document.contents) || typeof value !== "object") {
    throw new ConfigError(source, `${kind.name} is a map of keys`, {
      got: isScalar(document.contents) ? "a single value" : "a list",
      advice: kind.start,
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
export function applyOverride(config: Record<string, unknown>, override: string): void {
  const cut = override.indexOf("=");
  if (cut < 1) {
    throw new ConfigError(commandLine, "not an override", {
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
    throw new ConfigError(commandLine, `the value is not YAML: ${reasonOf(error)}`, {
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
