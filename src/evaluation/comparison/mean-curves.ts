import type { Metric } from "../metric.js";
import type { EpochCurve } from "./cell.js";

/**
 * One curve of several runs: by epoch the plain mean over those that have it, of every loss term and validation metric.
 */
export function meanCurves(runs: readonly (readonly EpochCurve[])[]): EpochCurve[] {
  const lines = runs.flat();
  const epochs = [...new Set(lines.map(({ epoch }) => epoch))].sort((left, right) => left - right);
  return epochs.map((epoch) => {
    const own = lines.filter((line) => line.epoch === epoch);
    return {
      epoch,
      terms: numbersOf(meansOf(own.map(({ terms }) => terms))),
      validation: meansOf(own.map(({ validation }) => validation)),
    };
  });
}

/** By name the mean over the lines that have it; no value where one of them has none. */
function meansOf(lines: readonly Readonly<Record<string, Metric>>[]): Record<string, Metric> {
  const names = [...new Set(lines.flatMap((line) => Object.keys(line)))];
  return Object.fromEntries(
    names.map((name): [string, Metric] => {
      const values = lines.flatMap((line) => line[name] ?? []);
      const numbers = values.filter((value) => typeof value === "number");
      const undefinedValue = values.find((value) => typeof value !== "number");
      const mean = numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
      return [name, undefinedValue ?? mean];
    }),
  );
}

function numbersOf(metrics: Readonly<Record<string, Metric>>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(metrics).flatMap(([name, value]) =>
      typeof value === "number" ? [[name, value]] : [],
    ),
  );
}
