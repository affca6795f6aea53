import { DataError } from "../../base/errors.js";
import type { Metric } from "../metric.js";

/** A metric as results have it, and as predictions give it. */
export interface Agreement {
  readonly what: string;
  /** Undefined or without a value: nothing is asked. */
  readonly reported: Metric | undefined;
  readonly found: number;
  /** Largest difference. */
  readonly tolerance: number;
}

/** Predictions give what results.json says. @throws DataError in the name of `where` where they do not. */
export function requireAgreement(
  where: string,
  { what, reported, found, tolerance }: Agreement,
): void {
  if (typeof reported !== "number" || Math.abs(found - reported) <= tolerance) return;
  throw new DataError(where, `${what} is not that of results.json`, {
    expected: reported,
    got: found,
    advice: "Take both from the same run folder.",
  });
}
