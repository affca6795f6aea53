/** A metric that has no value for these rows, and why; printed as "n/a (reason)", never as 0. */
export interface Undefined {
  readonly value: null;
  /** A short clause in lower case without a full stop: "no positives". */
  readonly reason: string;
}

/** A number (fractions are 0..1) or the reason why there is none. */
export type Metric = number | Undefined;

/** The metric without a value; `reason` is a short clause such as "no positives". */
export function undefinedMetric(reason: string): Undefined {
  return { value: null, reason };
}
