import { DataError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import { countFlow } from "../cohort/cohort-flow.js";
import type { Cohort } from "../cohort/cohort.js";
import type { CohortFlow } from "../cohort/flow-counts.js";
import type { CohortImages } from "../datasets/cohort.js";
import { mostFailures, withoutBroken } from "../datasets/cohort/failures.js";
import type { RealisedTable } from "../sampling/realised-table.js";
import { cellFindings, setFindings } from "./cell-findings.js";
import { countCells, type CellTable } from "./cell-tables.js";
import { duplicateFindings } from "./duplicate-findings.js";
import { sortFindings, type Finding } from "./finding.js";
import { failureFindings, imageFindings } from "./image-findings.js";
import { lookAtImages, type SeenImages } from "./look-at-images.js";

/** What a person should see of a cohort before training. */
export interface CohortCheck {
  /** Of an image as the network gets it. */
  readonly imageShape: readonly number[];
  readonly flow: CohortFlow;
  readonly tables: readonly CellTable[];
  /** Errors first. */
  readonly findings: readonly Finding[];
  readonly seen: SeenImages;
}

/** What is asked of a check. */
export interface CheckOptions {
  /** False where the sets of a run are shown: two tables of the same rows would tell what each of them hides. */
  readonly withTables: boolean;
  /** Sets of the run that is checked: findings are of their groups. */
  readonly sets?: readonly RealisedTable[];
  readonly smallestCell: number;
  readonly onProgress: (done: number, total: number) => void;
}

/**
 * Everything that can be found wrong with a cohort whose images are made: images that are missing, cannot be read, are
 * constant or of another size than most; duplicates, and what they cross; cells of label and attributes that are empty or
 * small. Tables and flow are without rows that have no image, unless there are more of those than training puts up with.
 *
 * A subject in two parts does not come so far: the split refuses it.
 */
export function checkCohort(images: CohortImages, options: CheckOptions): CohortCheck {
  const { failures } = images;
  const { cohort, lacking } = usableRows(images);
  const { withTables, sets = [], smallestCell, onProgress } = options;
  const tables = withTables ? countCells(cohort, smallestCell) : [];
  const seen = lookAtImages(images, onProgress);
  const columns = {
    parts: images.cohort.parts,
    subjects: images.cohort.subjects,
    labels: labelsOf(images.cohort),
  };
  // One file that several rows name is no duplicate: the tables' notes have it.
  const groups = seen.duplicates.filter(
    ({ members }) =>
      new Set(members.map((member) => images.cohort.images[at(seen.rows, member)])).size > 1,
  );
  return {
    imageShape: images.maker.imageShape,
    ...{ flow: countFlow(cohort), tables, seen },
    findings: sortFindings([
      ...duplicateFindings(groups, columns, seen.rows),
      ...failureFindings(failures, images.cohort.ids.length),
      ...lacking,
      ...imageFindings(seen),
      ...(seen.complete ? [] : [searchEnded]),
      ...cellFindings(tables, smallestCell),
      ...setFindings(sets, smallestCell),
    ]),
  };
}

/** The rows that training would have, and what it would lack; all rows where it would refuse them. */
function usableRows({ cohort, failures, source }: CohortImages): {
  readonly cohort: Cohort;
  readonly lacking: readonly Finding[];
} {
  if (failures.length > mostFailures * cohort.ids.length) return { cohort, lacking: [] };
  try {
    return { cohort: withoutBroken(cohort, failures, source), lacking: [] };
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    return { cohort, lacking: [nothingLeft(error.message)] };
  }
}

function nothingLeft(reason: string): Finding {
  return {
    kind: "nothing-left",
    severity: "error",
    count: 1,
    what: "part or class would have no row left",
    items: [{ rows: [], detail: reason }],
    advice: "Training refuses: mend the images that cannot be read, or split anew.",
  };
}

const searchEnded: Finding = {
  kind: "search-ended",
  severity: "note",
  count: 1,
  what: "search for near duplicates was ended: too many images look alike",
  items: [],
  advice: "Exact duplicates are all found; of near ones there may be more.",
};

function labelsOf({ target, ids }: Cohort): string[] {
  if (target.kind === "labels") return ids.map(() => "");
  if (target.kind === "number") return Array.from(target.numbers, String);
  return Array.from(target.codes, (code) => target.factor.valueNames[code] ?? "");
}
