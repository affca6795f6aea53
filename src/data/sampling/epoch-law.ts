import { DataError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import type { Rng } from "../../base/rng.js";
import { countTrainingBatches } from "../batch.js";
import type { SampledSet } from "../dataset.js";
import { countGroups, countOfGroups, groupsOfSet, valuesOfGroup } from "./groups.js";
import { naturalEpoch, rebalancedEpoch } from "./rebalance.js";
import { smallestGroup, undersampledEpoch } from "./undersample.js";

/** Laws by which an epoch draws training rows; each goes with any method. */
export const samplingNames = ["natural", "rebalance", "undersample"] as const;
export type SamplingName = (typeof samplingNames)[number];

/** What one epoch of training is. */
export interface EpochLaw {
  /** Whole batches of an epoch; the last partial one is dropped. */
  readonly batches: number;
  /** Rows of each group in the whole training set, [G]; rows with a missing value are in none. */
  readonly trainingGroups: readonly number[];
  /** Expected rows of each group in one epoch, [G]. */
  readonly epochGroups: readonly number[];
  /** Expected rows of each label in one epoch, [K]. */
  readonly epochLabels: readonly number[];
  /**
   * Positions of one epoch in its order; a function of the arguments alone. With `copies` the epoch is drawn from
   * the set in which row i comes copies[i] times and cut to its length: a row comes in proportion to its copies,
   * and an epoch has the same number of batches whatever they are. All copies 1 gives the epoch without them.
   */
  positions(epoch: number, rng: Rng, copies?: ArrayLike<number> | null): Int32Array;
}

/** Names of the values of a factor: all that a group's name needs. */
interface NamedValues {
  readonly valueNames: readonly string[];
}

/**
 * The sampling law of a run on its training set. `natural` takes every row once, `rebalance` as many rows with
 * all groups equally often, `undersample` as many rows of each group as the smallest has.
 * @throws DataError where a group has no rows (undersample), or a batch is larger than an epoch.
 */
export function epochLaw(
  sampling: SamplingName,
  set: SampledSet,
  label: NamedValues,
  attributes: readonly NamedValues[],
  batchSize: number,
): EpochLaw {
  const sizes = attributes.map(({ valueNames }) => valueNames.length);
  const classes = label.valueNames.length;
  const groups = groupsOfSet(set, sizes);
  const groupCount = countOfGroups(classes, sizes);
  const trainingGroups = [...countGroups(groups, groupCount)];
  const nameOf = groupNamer(label, attributes);
  const rows = set.rows.length;
  const byLabel = (counts: readonly number[]) =>
    Array.from({ length: classes }, (_, value) =>
      sum(counts.slice((value * groupCount) / classes, ((value + 1) * groupCount) / classes)),
    );
  if (sampling === "natural") {
    return {
      batches: countTrainingBatches(set, batchSize),
      trainingGroups,
      epochGroups: trainingGroups,
      epochLabels: [...countGroups(set.label, classes)],
      positions: (epoch, rng, copies = null) =>
        fromPlaces(groups, copies, rows, (places) => naturalEpoch(places.length, epoch, rng)),
    };
  }
  if (sampling === "rebalance") {
    const present = trainingGroups.filter((count) => count > 0).length;
    const epochGroups = trainingGroups.map((count) => (count > 0 ? rows / present : 0));
    return {
      batches: countTrainingBatches(set, batchSize),
      trainingGroups,
      epochGroups,
      epochLabels: byLabel(epochGroups),
      positions: (epoch, rng, copies = null) =>
        fromPlaces(groups, copies, rows, (places) =>
          rebalancedEpoch(places, groupCount, epoch, rng),
        ),
    };
  }
  const smallest = smallestGroup(trainingGroups, nameOf);
  const left = groupCount * smallest;
  if (batchSize > left) {
    const scarce = nameOf(trainingGroups.indexOf(smallest));
    throw new DataError("undersample", "the batch is larger than an epoch", {
      expected: `at most ${left} rows (${groupCount} groups of ${smallest}, as many as "${scarce}" has)`,
      got: batchSize,
      advice: "Lower train.batch, or use sampling: rebalance.",
    });
  }
  const epochGroups = trainingGroups.map(() => smallest);
  return {
    batches: Math.floor(left / batchSize),
    trainingGroups,
    epochGroups,
    epochLabels: byLabel(epochGroups),
    positions: (epoch, rng, copies = null) =>
      fromPlaces(groups, copies, left, (places) =>
        undersampledEpoch(places, groupCount, epoch, rng, nameOf),
      ),
  };
}

/**
 * An epoch of `length` rows out of places: row i has copies[i] of them, or one. `draw` is given the group of each
 * place and orders the places.
 */
function fromPlaces(
  groups: Int32Array,
  copies: ArrayLike<number> | null,
  length: number,
  draw: (groups: Int32Array) => Int32Array,
): Int32Array {
  if (copies === null) return draw(groups);
  const rows = Int32Array.from(
    Array.from(copies).flatMap((count, row) => new Array<number>(count).fill(row)),
  );
  const order = draw(rows.map((row) => at(groups, row)));
  return order.subarray(0, length).map((place) => at(rows, place));
}

/** Names groups as `cellName` does: `label value, attribute value, …`. */
export function groupNamer(
  label: NamedValues,
  attributes: readonly NamedValues[],
): (group: number) => string {
  const factors = [label, ...attributes];
  const sizes = attributes.map(({ valueNames }) => valueNames.length);
  return (group) =>
    valuesOfGroup(group, sizes)
      .map((value, index) => at(at(factors, index).valueNames, value))
      .join(", ");
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
