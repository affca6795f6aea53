import { DataError, InternalError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import type { LabelFactor, PoolTable } from "../../data/dataset.js";

/**
 * The answers of a cohort in the order of a run's labels, matched by name: row-major [n, K], 1 yes, 0 no, -1 not known, and -1 in all rows of a
 * label that the cohort does not have.
 * @throws DataError for a label that the run does not have.
 */
export function externalAnswers(
  { labelAnswers }: Pick<PoolTable, "labelAnswers">,
  own: LabelFactor,
  run: LabelFactor,
): Int32Array {
  const names = run.labels ?? [];
  const found = own.labels ?? [];
  if (labelAnswers === undefined) {
    throw new InternalError("evaluate", "the cohort has no answers", { got: own.name });
  }
  requireKnownLabels("target", found, names);
  const places = names.map((name) => found.indexOf(name));
  const rows = labelAnswers.length / found.length;
  const answers = new Int32Array(rows * names.length).fill(-1);
  for (let row = 0; row < rows; row++) {
    for (const [label, place] of places.entries()) {
      if (place < 0) continue;
      answers[row * names.length + label] = at(labelAnswers, row * found.length + place);
    }
  }
  return answers;
}

/**
 * Labels are called as the run calls them: another name may be another finding, or a misspelt one.
 * @throws DataError in the name of `where`, naming those that the run does not have.
 */
export function requireKnownLabels(
  where: string,
  found: readonly string[],
  run: readonly string[],
): void {
  const unknown = found.filter((name) => !run.includes(name));
  if (unknown.length === 0) return;
  throw new DataError(where, "a label that the run does not know", {
    expected: run.join(", "),
    got: unknown.join(", "),
    advice:
      "Labels are matched by name: call the column as the run does, or leave it out of target.columns. Labels of the run that the cohort lacks need not be there.",
  });
}
