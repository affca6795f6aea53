import { DataError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import { pick } from "../attribute-results.js";
import { undefinedMetric, type Metric } from "../metric.js";
import { meanOf } from "../metrics/group-metrics.js";
import { meanOfRows } from "../metrics/mean-of-rows.js";
import type { LabelColumn } from "./label-columns.js";
import type { ObjectLook } from "./look-at-object.js";

const where = "localisation";

/** Where a model looks, over rows of yes whose object is seen; look-at-object.ts says what each is. All 0..1. */
export interface Localisation {
  /** Rows whose point of largest attention lies on the object. */
  readonly pointing_game: Metric;
  /** Or near it. */
  readonly pointing_game_tolerant: Metric;
  /** On or near the rectangle around it: asks for one object a label. */
  readonly pointing_game_box: Metric;
  readonly attention_in_mask: Metric;
  /** At half of the largest attention. */
  readonly iou: Metric;
  /** What uniform attention has of `pointing_game`, `attention_in_mask` and `iou`: the object's share of the picture. */
  readonly mask_area: Metric;
  /** What it has of `pointing_game_tolerant`. */
  readonly mask_area_tolerant: Metric;
  /** What it has of `pointing_game_box`. */
  readonly box_area: Metric;
}

/** Of one label. */
export interface LabelLocalisation extends Localisation {
  /** Rows of yes with a mask that is not empty. */
  readonly n: number;
}

/** Means over the labels that have such rows. */
export interface SetLocalisation extends Localisation {
  /** Pixels. */
  readonly tolerance: number;
  /** Number of those labels. */
  readonly labels: number;
}

/** How the attention of a set lies to the objects of its labels. */
export interface AttentionLooks {
  /** Pixels. */
  readonly tolerance: number;
  /** Row-major [n, K]; null where the answer is not yes, or no object is seen. */
  readonly objects: readonly (ObjectLook | null)[];
}

const measures = {
  pointing_game: "hit",
  pointing_game_tolerant: "hitTolerant",
  pointing_game_box: "hitBox",
  attention_in_mask: "inside",
  iou: "iou",
  mask_area: "area",
  mask_area_tolerant: "areaTolerant",
  box_area: "areaBox",
} as const satisfies Record<keyof Localisation, keyof ObjectLook>;

/** Each measure of {@link Localisation} by `valueOf`. */
export function mapLocalisation(valueOf: (name: keyof Localisation) => Metric): Localisation {
  return {
    pointing_game: valueOf("pointing_game"),
    pointing_game_tolerant: valueOf("pointing_game_tolerant"),
    pointing_game_box: valueOf("pointing_game_box"),
    attention_in_mask: valueOf("attention_in_mask"),
    iou: valueOf("iou"),
    mask_area: valueOf("mask_area"),
    mask_area_tolerant: valueOf("mask_area_tolerant"),
    box_area: valueOf("box_area"),
  };
}

/**
 * Each measure of every label as the mean over its rows (weighted where rows are), and over all as the plain mean of the
 * labels' own, as published for the pointing game. Labels without a row of yes whose object is seen are left out.
 * @param columns [K], of the table that `objects` is of.
 * @throws DataError where `objects` is no table of K labels and as many rows.
 */
export function localise(
  columns: readonly LabelColumn[],
  rows: number,
  { tolerance, objects }: AttentionLooks,
): { readonly overall: SetLocalisation; readonly labels: readonly LabelLocalisation[] } {
  if (objects.length !== rows * columns.length) {
    throw new DataError(where, "objects are not a table of rows x labels", {
      expected: rows * columns.length,
      got: objects.length,
    });
  }
  const labels = columns.map((column, label) =>
    localiseLabel(column, (row) => at(objects, row * columns.length + label)),
  );
  const measured = labels.filter(({ n }) => n > 0);
  return {
    overall: {
      tolerance,
      labels: measured.length,
      ...mapLocalisation((name) => meanOfLabels(measured, name)),
    },
    labels,
  };
}

function localiseLabel(
  { rows, answers, weights }: LabelColumn,
  lookOf: (row: number) => ObjectLook | null,
): LabelLocalisation {
  const seen = rows.flatMap((row, position) => {
    const look = answers[position] === 1 ? lookOf(row) : null;
    return look === null ? [] : [{ look, position }];
  });
  const positions = seen.map(({ position }) => position);
  const own = weights === undefined ? undefined : pick(weights, positions);
  const meanOfSeen = (name: keyof ObjectLook): Metric => {
    if (seen.length === 0) return undefinedMetric("no rows of yes with a mask");
    const values = seen.map(({ look }) => look[name]);
    const table = { targets: values, predictions: values, weights: own };
    return meanOfRows(where, table, (value) => value);
  };
  return { n: seen.length, ...mapLocalisation((name) => meanOfSeen(measures[name])) };
}

function meanOfLabels(labels: readonly LabelLocalisation[], name: keyof Localisation): Metric {
  const values = labels.map((label) => label[name]).filter((value) => typeof value === "number");
  return values.length > 0 ? meanOf(values) : undefinedMetric("no label has a mask");
}
