import type {
  CalibrationMeasures,
  Recalibrated,
  Recalibration,
  RecalibrationWay,
} from "../../evaluation/audit/recalibration-results.js";
import { showMetric } from "../format.js";

/** Measures of calibration in the order of tables. */
export const calibrationTitles = {
  ece: "ECE",
  brier: "Brier score",
  log_loss: "log loss",
  excess: "mean score − share",
  sensitivity: "sensitivity at 0.5",
  specificity: "specificity at 0.5",
} satisfies Partial<Record<keyof CalibrationMeasures, string>>;

export type CalibrationMeasure = keyof typeof calibrationTitles;

/** The measures that this recalibration has: of more than two classes the first three. */
export function calibrationMeasuresOf({ ways }: Recalibration): CalibrationMeasure[] {
  const [first] = ways;
  const overall = first === undefined || "reason" in first ? {} : first.overall;
  return (Object.keys(calibrationTitles) as CalibrationMeasure[]).filter((name) => name in overall);
}

/** What a way is called: the correction for other shares stands on top of the way before it. */
export function wayTitle(name: RecalibrationWay, { ways }: Recalibration): string {
  const base = ways.some((way) => way.name === "platt") ? "Platt" : "temperature";
  return {
    "as it is": "as it is",
    temperature: "temperature",
    platt: "Platt",
    "prior shift": `${base}, then prior shift`,
  }[name];
}

/** Ways that have a fit, in order. */
export function knownWays({ ways }: Recalibration): Recalibrated[] {
  return ways.flatMap((way) => ("reason" in way ? [] : [way]));
}

/** "T 2.210", "slope 0.441, intercept −0.510". */
export function parameterWords({ parameters }: Recalibrated): string {
  const titles: Readonly<Record<string, string>> = { temperature: "T" };
  return Object.entries(parameters)
    .map(([name, value]) => `${titles[name] ?? name} ${showMetric(value)}`)
    .join(", ");
}
