import { join } from "node:path";
import { runFileNames } from "../../training/run-files.js";
import { readRunJson } from "../open-run.js";
import { readIfThere, runFolderNames } from "../run-folder.js";
import { finding, type Finding } from "./finding.js";

/** Files of a run that a second run must have again, byte for byte; of `results.json` all but the training time. */
const compared = [
  runFolderNames.results,
  runFolderNames.model,
  runFolderNames.predictions,
  runFolderNames.embeddings,
  runFolderNames.probing,
  runFolderNames.plan,
  runFolderNames.method,
  runFolderNames.weights,
  runFolderNames.cohortLock,
  runFolderNames.examples,
  runFolderNames.attention,
  runFileNames.metrics,
] as const;

/** Files that a run need not keep, which changes no result: compared where both runs have them. */
const optional: readonly string[] = [runFolderNames.examples, runFolderNames.attention];

/** The files of two finished runs, a finding each; those that neither has are passed over. */
export function compareFiles(before: string, now: string): Finding[] {
  return compared.flatMap((name) => {
    const [left, right] = [contentOf(before, name), contentOf(now, name)];
    if (left === null && right === null) return [];
    if (left === null || right === null) {
      if (optional.includes(name)) return [];
      return [finding(`${name}: only in the ${left === null ? "new" : "old"} run`, false)];
    }
    const isSame = left.equals(right);
    const what = name === runFolderNames.results ? `${name} without its seconds` : name;
    return [finding(`${what}: ${isSame ? "the same" : "other"} bytes`, isSame)];
  });
}

function contentOf(folder: string, name: string): Buffer | null {
  const bytes = readIfThere(join(folder, name));
  if (bytes === null) return null;
  if (name !== runFolderNames.results) return Buffer.from(bytes);
  const results = readRunJson<object>(folder, name);
  return Buffer.from(JSON.stringify({ ...results, seconds: null }));
}
