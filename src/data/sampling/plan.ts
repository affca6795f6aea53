import { ConfigError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import type { Rng } from "../../base/rng.js";
import { requireName } from "../../base/require-name.js";
import type { DataSet, SampledSet } from "../dataset.js";
import type { AlignSpec } from "./alignment.js";
import { drawSet } from "./draw-set.js";
import type { DrawnSet } from "./draw-set.js";
import { completeRows, readColumns } from "./part-rows.js";
import type { PartRows } from "./part-rows.js";
import { planCells } from "./plan-cells.js";
import type { LabelLaw, SetRequest } from "./plan-cells.js";
import { realisedTable, type RealisedTable } from "./realised-table.js";
import { runFactors, type RunFactors } from "./run-factors.js";
import type { SubjectSplit } from "./split-by-subject.js";
import { strengthsOf, targetLaws } from "./target-law.js";
import type { Strength, TestTarget } from "./target-law.js";
import { alignAttributes, describeAssociations, trainingLaws } from "./training-laws.js";
import type { AttributeAssociation } from "./training-laws.js";
import { weightedTests, type WeightedTests } from "./weighted-tests.js";

/** A sampled plan, as resolved from the run's configuration. */
export interface PlanSpec {
  readonly label: LabelLaw;
  /** π by attribute; an attribute that is not named gets it by the rule of `alignAttribute`. */
  readonly align: AlignSpec;
  /** ρ of training and validation. */
  readonly train: Strength;
  /**
   * True: training and validation are drawn with 1/M in place of ρ, and `train` is the law of the tests alone.
   * Each has as many rows as with ρ, or, where the cells do not allow that, the most they do.
   */
  readonly balanceTraining?: boolean | undefined;
  /** Tests by name, such as `{ iid: 0.9, inverted: "invert", balanced: "balanced" }`. */
  readonly tests: Readonly<Record<string, TestTarget>>;
  /** `drawn` (default): rows of each test. `weighted`: all rows of the test part, weighted by cell. */
  readonly testRows?: "drawn" | "weighted" | undefined;
  /** Rows by set name (`train`, `validation`, or a test); a set that is not named gets `max`. */
  readonly sizes: Readonly<Record<string, number | "max">>;
  /** Fewest rows of a cell whose probability is not 0, in every set. */
  readonly minCell: number;
}

/** The sets of a run and what they came to be. */
export interface PlannedSets {
  readonly train: SampledSet;
  readonly validation: SampledSet;
  readonly tests: Readonly<Record<string, SampledSet>>;
  /** One a set: train, validation, then the tests in order. */
  readonly tables: readonly RealisedTable[];
  /** Training law of each attribute, by name. */
  readonly associations: Readonly<Record<string, AttributeAssociation>>;
  /** Absent: every test has rows of its own. */
  readonly weighted?: WeightedTests;
}

/** The test that holds the rows of weighted tests: the test part as it is. */
export const naturalTest = "natural";

/**
 * Sample training, validation and test sets in which label and attributes are associated as asked.
 *
 * Law of a set: P(y, a₁ … a_J) = P(y) · Π_j P(a_j | y), P(a_j = π_j(y) | y) = ρ_j, other values
 * (1 − ρ_j) / (M_j − 1); see `cellProbabilities`, `targetLaws` for the tests, `alignAttribute` for π,
 * `planCells` for sizes, rounding and errors. Train and validation share one law, each in its own part; with
 * `balanceTraining` that law is 1/M, and the tests are those of the same plan without it, row for row.
 *
 * The tests are drawn independently of one another from the same test part: they may share rows, so
 * their results are not independent samples. Rows that miss the label or a read attribute of the run are
 * left out and counted. With `testRows: weighted` the test `natural` has all complete rows of the test part as they are,
 * and the tests are cell weights on them: no row is lost, and each says its effective n. Draws depend on `rng` and the set's name only: adding a test moves no other.
 *
 * @param attributeNames the run's attributes; groups are numbered in this order.
 * @throws ConfigError for names, strengths or sizes that are not legal. @throws DataError as `planCells`.
 */
export function planSets(
  source: Pick<DataSet, "name" | "label" | "attributes" | "pools">,
  attributeNames: readonly string[],
  split: SubjectSplit,
  spec: PlanSpec,
  rng: Rng,
): PlannedSets {
  const factors = runFactors(source, attributeNames);
  checkSpec(spec);
  const parts = {
    train: completeRows(source, split.train, factors),
    validation: completeRows(source, split.validation, factors),
    test: completeRows(source, split.test, factors),
  };
  const strengths = strengthsOf("data.plan.train", spec.train, attributeNames);
  const { table, rows } = parts.train;
  const pick = (column: Int32Array) => rows.map((row) => at(column, row));
  const columns = readColumns(table, factors).map((column) => column && pick(column));
  const alignments = alignAttributes(factors, spec.align, pick(table.label), columns);
  const training = trainingLaws(factors, alignments, strengths);
  const balanced = spec.balanceTraining === true;
  const drawn = balanced ? training.map((law) => ({ ...law, strength: 1 / law.size })) : training;

  const request = (
    name: string,
    part: PartRows,
    laws: SetRequest["laws"],
    size = spec.sizes[name] ?? "max",
  ): SetRequest => ({
    name,
    source: source.name,
    factors,
    part,
    label: spec.label,
    laws,
    size,
    minCell: spec.minCell,
  });
  const drawTraining = (name: string, part: PartRows): DrawnSet => {
    const size = balanced
      ? Math.min(
          planCells(request(name, part, training)).size,
          planCells(request(name, part, drawn, "max")).max,
        )
      : undefined;
    return drawSet(request(name, part, drawn, size), rng.child(name));
  };
  const laws = Object.fromEntries(
    Object.entries(spec.tests).map(([name, target]) => [
      name,
      targetLaws(`data.plan.tests.${name}`, target, training),
    ]),
  );
  const train = drawTraining("train", parts.train);
  const validation = drawTraining("validation", parts.validation);
  const natural = spec.testRows === "weighted" ? wholePart(naturalTest, parts.test, factors) : null;
  const tests =
    natural === null
      ? Object.entries(laws).map(([name, own]) =>
          drawSet(request(name, parts.test, own), rng.child(name)),
        )
      : [natural];
  return {
    train: train.set,
    validation: validation.set,
    tests: Object.fromEntries(tests.map(({ set }) => [set.name, set])),
    tables: [train, validation, ...tests].map(({ table }) => table),
    associations: describeAssociations(factors, alignments, drawn),
    ...(natural && {
      weighted: weightedTests(natural.table, factors.label.valueNames, spec.label, laws),
    }),
  };
}

/**
 * All complete rows of a part as they are.
 * @throws ConfigError for a planted attribute: what is not in the images cannot be weighted.
 */
function wholePart(name: string, part: PartRows, factors: RunFactors): DrawnSet {
  const planted = factors.attributes.find(({ kind }) => kind === "planted");
  if (planted !== undefined) {
    throw new ConfigError("data.plan.testRows", "a planted attribute cannot be weighted", {
      got: planted.name,
      advice: "Leave the attribute out, or draw the tests.",
    });
  }
  const pick = (column: Int32Array) => part.rows.map((row) => at(column, row));
  const { pool, table, available } = part;
  const columns = readColumns(table, factors).filter((column) => column !== null);
  return {
    set: { name, pool, rows: part.rows, label: pick(table.label), attributes: columns.map(pick) },
    table: realisedTable({
      ...{ set: name, pool, n: part.rows.length, leftOut: part.leftOut, asked: null },
      ...{ label: factors.label, attributes: factors.attributes, counts: available, available },
    }),
  };
}

function checkSpec(spec: PlanSpec): void {
  const isWeighted = spec.testRows === "weighted";
  const reserved = ["train", "validation", ...(isWeighted ? [naturalTest] : [])];
  const tests = Object.keys(spec.tests);
  for (const name of tests) {
    if (reserved.includes(name)) {
      throw new ConfigError("data.plan.tests", "this name is taken", {
        got: name,
        advice: "Give the test another name.",
      });
    }
  }
  for (const name of Object.keys(spec.sizes)) {
    requireName("data.plan.sizes", "unknown name", name, [
      "train",
      "validation",
      ...(isWeighted ? [] : tests),
    ]);
  }
  if (!(Number.isInteger(spec.minCell) && spec.minCell >= 0)) {
    throw new ConfigError("data.plan.minCell", "out of range", {
      expected: "a whole number from 0",
      got: spec.minCell,
    });
  }
}
