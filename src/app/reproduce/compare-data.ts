import { compareLocks, sameCohort } from "../../data/cohort/compare-locks.js";
import { parseLock } from "../../data/cohort/lock.js";
import type { DataSet } from "../../data/dataset.js";
import type { MethodBlueprint } from "../build-run-method.js";
import { asJson } from "../as-json.js";
import { differingKey } from "../check-run-folder.js";
import { runFolderNames } from "../run-folder.js";
import { finding, type Finding } from "./finding.js";

/** What a run says of its data. */
export interface StoredData {
  /** Hash of everything that decided images and tables; null where the run does not say. */
  readonly hash: string | null;
  /** Text of the cohort lock; null where the data are no cohort. */
  readonly lock: string | null;
  readonly blueprint: Pick<MethodBlueprint, "imageShape" | "preparation" | "label" | "attributes">;
}

/**
 * The data of a run beside those that are there now. Of a cohort each kind of change is a finding of its own; of other
 * data sets the hash says whether, not what.
 * @throws FormatError where the run's lock cannot be read.
 */
export function compareData(stored: StoredData, dataset: DataSet): Finding[] {
  return [
    ...contentFindings(stored, dataset),
    shapeFinding(stored, dataset),
    ...(stored.lock === null ? [] : [preparationFinding(stored, dataset)]),
    namesFinding(stored, dataset),
  ];
}

function contentFindings(stored: StoredData, dataset: DataSet): Finding[] {
  const { hash, lock, blueprint } = stored;
  const isEqual = hash === dataset.contentHash;
  if (lock === null || dataset.lock === undefined) {
    if (hash === null) {
      return [
        { state: "unknown", text: "data: the run does not say what they were", decides: true },
      ];
    }
    const text = `data ${hash.slice(0, 12)}`;
    return [finding(isEqual ? text : `${text} → ${dataset.contentHash.slice(0, 12)}`, isEqual)];
  }
  const [old, now] = [parseLock(lock, runFolderNames.cohortLock), parseLock(dataset.lock, "lock")];
  const attributes = blueprint.attributes.map(({ name }) => name);
  const lines = compareLocks(old, now);
  const same = sameCohort(old, now, attributes);
  if (lines.length > 0) return lines.map((line) => finding(`cohort: ${line}`, false, !same));
  const rows = old.rows.filter(({ excluded }) => excluded === null).length;
  const isMadeAlike = isEqual || preparationChange(stored, dataset) !== null;
  return [
    finding(`cohort: rows (${rows}), their parts, labels, attributes and images`, true),
    ...(isMadeAlike ? [] : [finding("how images are made: another version of the program", false)]),
  ];
}

function shapeFinding({ blueprint }: StoredData, { imageShape }: DataSet): Finding {
  return changeOf("shape of images", blueprint.imageShape, imageShape);
}

function preparationFinding(stored: StoredData, dataset: DataSet): Finding {
  const key = preparationChange(stored, dataset);
  return finding(key === null ? "preprocessing" : `preprocessing: another ${key}`, key === null);
}

/** Path of the first difference, or null. */
function preparationChange({ blueprint }: StoredData, { preparation }: DataSet): string | null {
  return differingKey(blueprint.preparation, asJson(preparation), "");
}

/** Names of the label, the attributes and their values, in the order that numbers them. */
function namesFinding({ blueprint }: StoredData, dataset: DataSet): Finding {
  const named = [blueprint.label, ...blueprint.attributes].map(({ name, valueNames }) => {
    const now = [dataset.label, ...dataset.attributes].find((factor) => factor.name === name);
    return { name, before: valueNames, now: now?.valueNames ?? [] };
  });
  const other = named.find(({ before, now }) => differingKey(before, now, "") !== null);
  if (other === undefined) return finding("names of classes and values", true);
  return changeOf(`values of ${other.name}`, other.before, other.now);
}

function changeOf(what: string, before: readonly unknown[], now: readonly unknown[]): Finding {
  const [left, right] = [`[${before.join(", ")}]`, `[${now.join(", ")}]`];
  return finding(left === right ? `${what} ${left}` : `${what} ${left} → ${right}`, left === right);
}
