import { beforeAll, describe, expect, it } from "vitest";
import { createRng } from "../base/rng.js";
import { loadBackend } from "../runtime/load.js";
import { freshCriticDefaults } from "./fresh-critic.js";
import { miConvergence, tailMean, type CriticEngine } from "./mi-convergence.js";

let engine: CriticEngine;
beforeAll(async () => {
  engine = { backend: await loadBackend(), threads: 1 };
});

const n = 600;
const rng = createRng(8);
/** Rows in order of the shared value: a critic that shifted rows as they come would pair neighbours. */
const shared = Float64Array.from({ length: n }, () => rng.normal()).sort();
const part = (name: string, value: (row: number) => number) => ({
  name,
  features: { rows: n, width: 1, values: Float64Array.from({ length: n }, (_, row) => value(row)) },
});
const rows = {
  subjects: Array.from({ length: n }, (_, row) => `s${row}`),
  halves: Uint8Array.from({ length: n }, (_, row) => row % 2),
};

describe("miConvergence", () => {
  it("reads what two parts share, whatever their scale; nothing of shuffled rows or constant parts", async () => {
    const parts = [
      part("lesion", (row) => 5 + 1e-5 * (shared[row] ?? 0)),
      part("marker", (row) => (shared[row] ?? 0) + 0.5 * rng.normal()),
      part("age", () => 3),
    ];
    const pairs = await miConvergence(parts, rows, engine, createRng(0));
    expect(pairs.map(({ left, right }) => [left, right])).toEqual([
      ["lesion", "marker"],
      ["lesion", "age"],
      ["marker", "age"],
    ]);
    // ½ log(1 + 1/0.25) = 0.805 nats; a critic with 300 rows to learn from finds most of it.
    expect(pairs[0]?.value).toBeGreaterThan(0.6);
    expect(pairs[0]?.value).toBeLessThan(0.95);
    expect(Math.abs(pairs[0]?.null_value as number)).toBeLessThan(0.1);
    expect(pairs[0]?.curve.length).toBe(freshCriticDefaults.minSteps / 2);
    expect(pairs[1]).toEqual({ left: "lesion", right: "age", value: 0, null_value: 0, curve: [], null_curve: [] }); // prettier-ignore
  });

  it("says that there are too few rows, and has no pairs with one part", async () => {
    const few = { subjects: rows.subjects, halves: Uint8Array.from({ length: n }, (_, row) => (row < 40 ? 1 : 0)) }; // prettier-ignore
    const one = part("y", () => 1);
    const [pair] = await miConvergence([one, one], few, engine, createRng(0));
    expect(pair?.value).toEqual({ value: null, reason: "a half has 40 rows, 50 are needed" });
    expect(await miConvergence([one], rows, engine, createRng(0))).toEqual([]);
  });
});

describe("tailMean", () => {
  it("is the mean of the last tenth, at least the last value", () => {
    expect(tailMean([9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 1, 3])).toBe(2);
    expect(tailMean([5, 7])).toBe(7);
  });
});
