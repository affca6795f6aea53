/** An interval estimate, in the unit of the metric. */
export interface Interval {
  readonly low: number;
  readonly high: number;
  /** Nominal coverage, 0.95 for 95 %. */
  readonly level: number;
  /** How it was made, in words for a caption. */
  readonly method: string;
}
