import { describe, expect, it } from "vitest";
import { createRng } from "../base/rng.js";
import { mapFeatures } from "./feature-map.js";

/** Two clouds in five dimensions, ten deviations apart. */
const rng = createRng(1);
const n = 80;
const clouds = {
  rows: n,
  width: 5,
  values: Float64Array.from(
    { length: n * 5 },
    (_, index) => rng.normal() + (index % 5 === 0 ? 10 * (Math.floor(index / 5) % 2) : 0),
  ),
};
const rows = Int32Array.from({ length: n }, (_, row) => row);

describe("mapFeatures", () => {
  it("keeps two clouds apart, the same places for the same generator", () => {
    const map = mapFeatures(clouds, rows, createRng(0));
    if ("reason" in map) throw new Error(map.reason);
    expect(map.kind).toBe("umap");
    // The nearest other row on the map is of the same cloud.
    const distance = (a: number, b: number) => Math.hypot((map.x[a] ?? 0) - (map.x[b] ?? 0), (map.y[a] ?? 0) - (map.y[b] ?? 0)); // prettier-ignore
    const same = [...rows].filter((row) => {
      const others = [...rows].filter((other) => other !== row);
      const nearest = others.reduce((best, other) => distance(row, other) < distance(row, best) ? other : best); // prettier-ignore
      return nearest % 2 === row % 2;
    });
    expect(same.length).toBe(n);
    expect(mapFeatures(clouds, rows, createRng(0))).toEqual(map);
  });

  it("shows two dimensions as they are, and says why there is no map", () => {
    const plane = { rows: 3, width: 2, values: [1, 2, 3, 4, 5, 6] };
    expect(mapFeatures(plane, [2, 0], createRng(0))).toEqual({
      kind: "features",
      x: [5, 1],
      y: [6, 2],
    });
    const line = mapFeatures({ rows: 3, width: 1, values: [1, 2, 3] }, [0, 1, 2], createRng(0));
    expect(line).toMatchObject({ kind: "features", x: [1, 2, 3] });
    expect(mapFeatures({ rows: 2, width: 2, values: [1, 1, 1, 1] }, [0, 1], createRng(0))).toEqual({
      value: null,
      reason: "the part is constant",
    });
    expect(mapFeatures(clouds, [0, 1, 2], createRng(0))).toEqual({
      value: null,
      reason: "only 3 rows",
    });
  });
});
