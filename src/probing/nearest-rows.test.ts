import { expect, it } from "vitest";
import { createRng } from "../base/rng.js";
import { nearestRows } from "./nearest-rows.js";

it("finds the rows that a full sort finds; equal distances by row", () => {
  const rng = createRng(2);
  const width = 3;
  // Small whole numbers: many equal distances.
  const features = Float64Array.from({ length: 60 * width }, () => rng.integer(3));
  const query = Float64Array.from({ length: 20 * width }, () => rng.integer(3));
  const expected = Array.from({ length: 20 }, (_, row) => {
    const distances = Array.from({ length: 60 }, (_, other) =>
      [0, 1, 2].reduce(
        (sum, k) => sum + ((query[row * width + k] ?? 0) - (features[other * width + k] ?? 0)) ** 2,
        0,
      ),
    );
    return [...distances.keys()]
      .sort((a, b) => (distances[a] ?? 0) - (distances[b] ?? 0) || a - b)
      .slice(0, 7);
  });
  expect([...nearestRows(features, query, width, 7)]).toEqual(expected.flat());
});
