import { DataError } from "../base/errors.js";
import { at } from "../base/ndarray.js";
import { nearestRows } from "./nearest-rows.js";
import type { ClassProbe } from "./probe.js";

/** Neighbours that vote, as published. */
export const knnNeighbours = 30;

/**
 * k-nearest-neighbour probe: the most frequent class among the `neighbours` nearest rows (Euclidean, on
 * standardised features); equal votes go to the lower class, equal distances to the earlier row. Constant
 * features give every row the same answer.
 * @source Müller et al. 2024 (k = 30); votes as scikit-learn's KNeighborsClassifier.
 * @throws DataError where there are fewer rows than neighbours.
 */
export function knnProbe(neighbours: number = knnNeighbours): ClassProbe {
  return ({ width, features, labels, classes }, query) => {
    if (labels.length < neighbours) {
      throw new DataError("kNN probe", "rows to vote", {
        expected: `at least ${neighbours}`,
        got: labels.length,
      });
    }
    const nearest = nearestRows(features, query, width, neighbours);
    const votes = new Int32Array(classes);
    return Int32Array.from({ length: query.length / width }, (_, row) => {
      votes.fill(0);
      for (let place = 0; place < neighbours; place++) {
        const label = at(labels, at(nearest, row * neighbours + place));
        votes[label] = at(votes, label) + 1;
      }
      return votes.indexOf(Math.max(...votes));
    });
  };
}
