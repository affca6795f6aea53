import type { FeatureDependence, TestedDependence } from "../../evaluation/audit/audit-results.js";
import type { Undefined } from "../../evaluation/metric.js";
import { showFraction, showMetric } from "../format.js";
import { showEstimate, showP } from "./estimate-words.js";

/**
 * Measures of dependence of features and an attribute in lines, uncorrected p beside each: "distance correlation² 0.031, p 0.002". None where none were
 * taken.
 */
export function dependenceWords(dependence: FeatureDependence | Undefined | undefined): string[] {
  if (dependence === undefined || "reason" in dependence) return [];
  const { n, distance_correlation, hsic, information, information_at_most, r2 } = dependence;
  const one = (name: string, { value, p }: TestedDependence) =>
    typeof value === "number"
      ? `${name} ${showFraction(value)}, ${showP(p)}`
      : `${name} ${showMetric(value)}`;
  const held =
    typeof information === "number"
      ? `${information.toFixed(2)} of ${information_at_most.toFixed(2)} nats`
      : showMetric(information);
  return [
    `given the label, ${n} rows; p not adjusted:`,
    one("distance correlation²", distance_correlation),
    one("HSIC", hsic),
    `a linear read-out holds ${held}`,
    ...(r2 === undefined ? [] : [`R² of the number by ridge ${showEstimate(r2)}`]),
  ];
}
