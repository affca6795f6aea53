import { join } from "node:path";
import { DataError } from "../../base/errors.js";
import type { EpochCurve } from "../../evaluation/comparison/cell.js";
import type { Metric } from "../../evaluation/metric.js";
import { runFileNames } from "../../training/run-files.js";
import { readIfThere } from "../run-folder.js";
import { parseRunJson } from "../run-json.js";

/** The bytes of a file of a finished run. @throws DataError where it is missing. */
export function bytesOf(folder: string, name: string): Uint8Array {
  const path = join(folder, name);
  const bytes = readIfThere(path);
  if (bytes !== null) return bytes;
  throw new DataError(path, "a file of a finished run is missing", {
    advice: "Copy the whole run folder, or delete it and run the comparison again.",
  });
}

/** The same as text. */
export function textOf(folder: string, name: string): string {
  return new TextDecoder().decode(bytesOf(folder, name));
}

/** The same as JSON. @throws DataError also where it is no longer whole. */
export function jsonOf<T>(folder: string, name: string): T {
  return parseRunJson(textOf(folder, name), join(folder, name));
}

/** Validation metrics that are shown over training: of classes, of numbers, of several answers. */
const kept = [
  ...["accuracy", "balanced_accuracy", "adjusted_accuracy", "worst_group_accuracy", "loss"],
  ...["mae", "adjusted_mae", "worst_group_mae"],
  ...["mAP", "macro_auroc", "worst_group_auroc"],
];

/** Headline metrics of every epoch. */
export function readCurves(folder: string): EpochCurve[] {
  interface Line {
    readonly epoch: number;
    readonly terms: Readonly<Record<string, number>>;
    readonly validation: Readonly<Record<string, Metric | object>>;
  }
  return textOf(folder, runFileNames.metrics)
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const { epoch, terms, validation } = JSON.parse(line) as Line;
      const metrics = Object.entries(validation).filter(([name]) => kept.includes(name));
      return { epoch, terms, validation: Object.fromEntries(metrics) as Record<string, Metric> };
    });
}
