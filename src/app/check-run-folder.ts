import { accessSync, constants, existsSync, readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { ConfigError } from "../base/errors.js";
import { parseRunConfig } from "../config/parse-config.js";
import type { RunConfig } from "../config/run-config.js";
import { readIfThere, runFolderNames } from "./run-folder.js";
import type { TrainingRequest } from "./training-process.js";

/**
 * Is this folder free for a new run, or does it hold the run to go on with?
 * @throws ConfigError where it is not: names the key that differs for a run with another configuration.
 * `runtime` may differ: a run may go on with other threads (same bytes) or on another runtime (not the same).
 * So may `train.tensorboard`.
 */
export function checkRunFolder(
  { out, resume }: Pick<TrainingRequest, "out" | "resume">,
  config: RunConfig,
): void {
  requirePlace(out);
  const path = join(out, runFolderNames.config);
  const stored = readIfThere(path);
  if (!resume) {
    if (isFree(out)) return;
    throw new ConfigError("--out", "the folder exists", {
      got: out,
      advice:
        stored === null
          ? "Choose another folder: this one holds other files."
          : "Choose another folder, or go on with the run in it by --resume.",
    });
  }
  if (stored === null) {
    throw new ConfigError("--resume", "no run in this folder", {
      got: out,
      advice: isFree(out)
        ? "Leave out --resume to start it."
        : "Choose another folder: this one holds other files.",
    });
  }
  const known = parseRunConfig(new TextDecoder().decode(stored), path);
  const different = differingKey(deciding(known), deciding(config), "");
  if (different !== null) {
    throw new ConfigError("--resume", `the run was started with another ${different}`, {
      advice: `Restore that key, or choose another --out. The run's own settings are in ${path}.`,
    });
  }
}

/** The settings that must stay: how it is computed and shown may change. */
function deciding({ train, ...rest }: RunConfig) {
  return { ...rest, runtime: null, train: { ...train, tensorboard: null } };
}

/** @throws ConfigError where no folder can be made at `out`: a file is in the way, or it may not be written. */
export function requirePlace(out: string): void {
  let place = out;
  while (!existsSync(place)) place = dirname(place);
  if (!statSync(place).isDirectory()) {
    const got = place === out ? out : `${out} (${place} is a file)`;
    throw new ConfigError("--out", "not a folder", { got, advice: "Choose another folder." });
  }
  try {
    accessSync(place, constants.W_OK);
  } catch {
    throw new ConfigError("--out", "no permission to write there", {
      got: place,
      advice: "Choose another folder.",
    });
  }
}

/** Is there nothing in the folder but what a start that failed at once may leave? */
function isFree(folder: string): boolean {
  return (
    !existsSync(folder) ||
    readdirSync(folder).every((name) => name === runFolderNames.lock || name.endsWith(".tmp"))
  );
}

/** Dotted path of the first key whose values differ, or null. */
export function differingKey(left: unknown, right: unknown, path: string): string | null {
  const bothObjects =
    typeof left === "object" && typeof right === "object" && left !== null && right !== null;
  if (!bothObjects) return Object.is(left, right) ? null : path;
  const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
  for (const key of keys) {
    const found = differingKey(
      (left as Record<string, unknown>)[key],
      (right as Record<string, unknown>)[key],
      path === "" ? key : `${path}.${key}`,
    );
    if (found !== null) return found;
  }
  return null;
}
