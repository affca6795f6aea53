import { at } from "../../base/ndarray.js";
import { sortOrder } from "../../base/sort-order.js";
import type { AnsweredTarget, ClassTarget } from "./audit-input.js";
import { scoresOf } from "./class-rows.js";

/** Rows whose answer is known; of two classes in descending order of score, so that passes over them are in order. */
export function knownRows(target: AnsweredTarget): Int32Array {
  const all = new Int32Array(
    target.kind === "number" ? target.targets.length : target.labels.length,
  );
  for (let row = 0; row < all.length; row++) all[row] = row;
  if (target.kind === "number") return all;
  const { labels, probabilities, classes } = target;
  const isKnown = (row: number) => at(labels, row) >= 0;
  if (classes.length !== 2) return all.filter(isKnown);
  return sortOrder(scoresOf(probabilities, 2, 1).map((score) => -score)).filter(isKnown);
}

/** Whole numbers of some rows; -1 where there is none. */
export function pickInt(column: ArrayLike<number>, rows: Int32Array): Int32Array {
  const picked = new Int32Array(rows.length);
  for (let place = 0; place < rows.length; place++) picked[place] = column[rows[place] ?? -1] ?? -1;
  return picked;
}

/** Some rows of a target. */
export function pickTarget(target: AnsweredTarget, rows: Int32Array): AnsweredTarget {
  return target.kind === "number" ? target : pickClasses(target, rows);
}

/** Some rows of a target of classes. */
export function pickClasses(target: ClassTarget, rows: Int32Array): ClassTarget {
  const width = target.classes.length;
  const probabilities = new Float64Array(rows.length * width);
  for (let place = 0; place < rows.length; place++) {
    const start = (rows[place] ?? 0) * width;
    for (let label = 0; label < width; label++) {
      probabilities[place * width + label] = target.probabilities[start + label] ?? NaN;
    }
  }
  return { ...target, labels: pickInt(target.labels, rows), probabilities };
}
