import { ConfigError, DataError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import type { DataSet, SampledSet } from "../dataset.js";
import type { AlignSpec } from "./alignment.js";
import type { LabelLaw } from "./plan-cells.js";
import { countGroups, countOfGroups, groupsOfSet } from "./groups.js";
import { poolTable, readColumns } from "./part-rows.js";
import type { PlannedSets } from "./plan.js";
import { realisedTable } from "./realised-table.js";
import type { RealisedTable } from "./realised-table.js";
import { runFactors } from "./run-factors.js";
import type { RunFactors } from "./run-factors.js";
import type { SplitPart, SubjectSplit } from "./split-by-subject.js";
import { targetLaws } from "./target-law.js";
import {
  alignAttributes,
  describeAssociations,
  knownPairs,
  trainingLaws,
} from "./training-laws.js";
import { weightedTests, type WeightedTests } from "./weighted-tests.js";

/** Sets of `plan: native`; `tests` holds `iid` alone, the other tests are weights on its rows. */
export interface NativeSets extends PlannedSets {
  readonly weighted: WeightedTests;
}

/**
 * `plan: native`: all rows of each part that have a label, as they are; missing attribute values stay -1. Training keeps
 * rows without a label too, as long as an attribute is known: their label's loss is masked, their attributes are learnt.
 *
 * `inverted` and `balanced` are cell weights on the test part. The training law is read off the training
 * part: π by `alignAttribute`, ρ = mean over the label values of the observed P(a = π(y) | y), rows with
 * either value missing left out. `inverted` rotates π by one value, `balanced` is 1/M, both through the
 * `cellProbabilities` of the sampled plan. P(y) is uniform, or with `label: natural` that of the weighted
 * rows. Attributes are taken as independent given the label even where the cohort's are not.
 *
 * @throws ConfigError for unknown names, or a planted attribute: native images carry no planted values.
 * @throws DataError for a label value without training rows, for which ρ is not defined.
 */
export function nativeSets(
  source: Pick<DataSet, "name" | "label" | "attributes" | "pools">,
  attributeNames: readonly string[],
  split: SubjectSplit,
  spec: { readonly label: LabelLaw; readonly align: AlignSpec },
): NativeSets {
  const factors = runFactors(source, attributeNames);
  for (const { kind, name } of factors.attributes) {
    if (kind === "planted") {
      throw new ConfigError("data.plan", "native images carry no planted attribute", {
        got: name,
        advice: "Leave the attribute out, or give a sampled plan.",
      });
    }
  }
  const train = takePart(source, factors, "train", split.train, ["label", "attributes"]);
  const validation = takePart(source, factors, "validation", split.validation, ["label"]);
  const iid = takePart(source, factors, "iid", split.test, ["label"]);
  const alignments = alignAttributes(factors, spec.align, train.set.label, train.set.attributes);
  const strengths = alignments.map(({ aligned }, index) =>
    observedStrength(source.name, factors, train.set, index, aligned),
  );
  const training = trainingLaws(factors, alignments, strengths);
  const lawsOf = (target: "invert" | "balanced") => targetLaws("data.plan", target, training);
  return {
    train: train.set,
    validation: validation.set,
    tests: { iid: iid.set },
    tables: [train.table, validation.table, iid.table],
    associations: describeAssociations(factors, alignments, training),
    weighted: weightedTests(iid.table, factors.label.valueNames, spec.label, {
      inverted: lawsOf("invert"),
      balanced: lawsOf("balanced"),
    }),
  };
}

/** A part as it is, and its table. */
export interface NativeSet {
  readonly set: SampledSet;
  readonly table: RealisedTable;
}

/** All rows of a part that have a value of one of `needed`. */
export function takePart(
  source: Pick<DataSet, "name" | "pools">,
  factors: RunFactors,
  name: string,
  part: SplitPart,
  needed: readonly ("label" | "attributes")[],
): NativeSet {
  const table = poolTable(source, part.pool);
  const columns = readColumns(table, factors).filter((column) => column !== null);
  const telling = needed.flatMap((what) => (what === "label" ? [table.label] : columns));
  const rows = part.rows.filter((row) => telling.some((column) => at(column, row) >= 0));
  const pick = (column: Int32Array) => rows.map((row) => at(column, row));
  const set: SampledSet = {
    name,
    pool: part.pool,
    rows,
    label: pick(table.label),
    attributes: columns.map(pick),
  };
  const groups = groupsOfSet(set, factors.sizes);
  const counts = countGroups(groups, countOfGroups(factors.label.valueNames.length, factors.sizes));
  return {
    set,
    table: realisedTable({
      set: name,
      pool: part.pool,
      n: rows.length,
      leftOut: part.rows.length - rows.length,
      label: factors.label,
      attributes: factors.attributes,
      counts,
      asked: null,
      available: counts,
    }),
  };
}

/** ρ of one attribute: mean over label values of the share of rows with the aligned value. */
function observedStrength(
  name: string,
  factors: RunFactors,
  set: SampledSet,
  index: number,
  aligned: readonly number[],
): number {
  const { label, values } = knownPairs(set.label, at(set.attributes, index));
  const shares = factors.label.valueNames.map((valueName, value) => {
    const rows = values.filter((_, row) => at(label, row) === value);
    if (rows.length === 0) {
      throw new DataError(name, "a label value has no training rows with a known attribute", {
        label: valueName,
        attribute: at(factors.attributes, index).name,
        advice: "Merge or leave out the label value.",
      });
    }
    return rows.filter((found) => found === at(aligned, value)).length / rows.length;
  });
  return shares.reduce((sum, share) => sum + share, 0) / shares.length;
}
