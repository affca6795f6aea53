/** The part of `audit.json` on recalibration, which docs/audit.md explains. */
import type { Metric, Undefined } from "../metric.js";
import type { CalibrationBin, Estimate } from "./estimate.js";

/** How well the scores of some rows fit their labels. */
export interface CalibrationMeasures {
  readonly n: number;
  /** As in the measures of groups: `expectedCalibrationError`, `brier`; `logLoss` in nats. */
  readonly ece: Metric;
  readonly brier: Metric;
  readonly log_loss: Metric;
  /** Mean score of the second of two classes minus its share: calibration in the large; above 0 scores are too high. */
  readonly excess?: Metric;
  /** Of two classes, a score of 0.5 and above being called positive. */
  readonly sensitivity?: Metric;
  readonly specificity?: Metric;
}

/** What a way of recalibrating does to the groups of an attribute or intersection. */
export interface RecalibratedAttribute {
  readonly name: string;
  /** In the order of the groups of the attribute. */
  readonly groups: readonly (CalibrationMeasures & { readonly name: string })[];
  /** Greatest minus smallest of the ranked groups, by the names of the measures. */
  readonly gaps: Readonly<Record<string, Metric>>;
}

export type RecalibrationWay = "as it is" | "temperature" | "platt" | "prior shift";

/** The audited rows under one way of recalibrating their scores. */
export interface Recalibrated {
  readonly name: RecalibrationWay;
  /** `temperature`; `slope` and `intercept` on the logit; of prior shift none, see `shares`. */
  readonly parameters: Readonly<Record<string, number>>;
  readonly overall: CalibrationMeasures;
  /** After minus before, the map taken as given; below 0 is better. Absent as it is. */
  readonly change?: { readonly brier: Estimate; readonly log_loss: Estimate };
  /** Of two classes; otherwise empty. */
  readonly calibration: readonly CalibrationBin[];
  readonly attributes: readonly RecalibratedAttribute[];
}

/** How frequent a class is. */
export interface ClassShare {
  readonly name: string;
  /** Among the labels that the maps were fitted on. */
  readonly fitted: number;
  /** In the audited rows, estimated from their scores without their labels. */
  readonly estimated: number;
  /** Among the labels of the audited rows, which the estimate has not seen. */
  readonly audited: number;
}

/** What scores are worth once they are recalibrated on another split. */
export interface Recalibration {
  /** Split whose labels the maps were fitted on, and its rows; never the audited one. */
  readonly split: string;
  readonly n: number;
  /** As it is, temperature, Platt (two classes), prior shift; of one that has no fit the reason. */
  readonly ways: readonly (Recalibrated | (Undefined & { readonly name: RecalibrationWay }))[];
  /** In the order of the classes. */
  readonly shares: readonly ClassShare[] | Undefined;
}
