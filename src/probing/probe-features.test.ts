import { beforeAll, describe, expect, it } from "vitest";
import { createRng } from "../base/rng.js";
import { loadBackend } from "../runtime/load.js";
import type { CriticEngine } from "./mi-convergence.js";
import { probeFeatures, type RowsToProbe } from "./probe-features.js";

let engine: CriticEngine;
beforeAll(async () => {
  engine = { backend: await loadBackend(), threads: 1 };
});

/** 320 balanced rows: the part of lesion also holds marker, the part of marker holds itself alone. */
function planted(): RowsToProbe {
  const n = 320;
  const rng = createRng(4);
  const lesion = Int32Array.from({ length: n }, (_, row) => row % 2);
  const marker = Int32Array.from({ length: n }, (_, row) => (row >> 1) % 2);
  const table = (fill: (row: number, feature: number) => number) => ({
    rows: n,
    width: 2,
    values: Float64Array.from({ length: 2 * n }, (_, index) => fill(index >> 1, index % 2)),
  });
  const noisy = (values: Int32Array, row: number) => 4 * (values[row] ?? 0) + rng.normal();
  const logits = (values: Int32Array) =>
    Array.from({ length: 2 * n }, (_, index) => (values[index >> 1] === index % 2 ? 1 : 0));
  return {
    set: "balanced",
    resampled: false,
    subjects: Array.from({ length: n }, (_, row) => `s${row}`),
    cells: Int32Array.from({ length: n }, (_, row) => row % 4),
    parts: [
      {
        name: "lesion",
        features: table((row, k) => noisy(k === 0 ? lesion : marker, row)),
        logits: logits(lesion),
      },
      {
        name: "marker",
        features: table((row, k) => (k === 0 ? noisy(marker, row) : rng.normal())),
        logits: logits(marker),
      },
    ],
    targets: [
      { kind: "classes", name: "lesion", valueNames: ["clear", "lesion"], values: lesion },
      { kind: "classes", name: "marker", valueNames: ["absent", "present"], values: marker },
    ],
    trainingFloor: () => 0.368,
  };
}

describe("probeFeatures", () => {
  it("finds what was planted: matrices, verdicts, critics, floors; the same twice", async () => {
    const found = await probeFeatures(planted(), engine, createRng(0));
    for (const { cells, diagonal_dominance } of [found.knn, found.linear]) {
      const values = cells.map(({ score }) => ("reason" in score ? NaN : score.value));
      expect(cells.map(({ part, target }) => `${part}>${target}`)).toEqual([
        "lesion>lesion",
        "lesion>marker",
        "marker>lesion",
        "marker>marker",
      ]);
      for (const place of [0, 1, 3]) expect(values[place]).toBeGreaterThan(0.93);
      expect(Math.abs((values[2] ?? NaN) - 0.5)).toBeLessThan(0.1);
      // Own 0.47 each; foreign 0.47 and about 0: 0.47 / (0.47 + 0.24).
      expect(Math.abs((diagonal_dominance as number) - 0.66)).toBeLessThan(0.06);
    }
    expect(found.encoded.map(({ part, verdict }) => [part, verdict])).toEqual([
      ["lesion", "encoded"],
      ["marker", "not found"],
    ]);
    expect(found.parts[0]).toMatchObject({
      dimensions: 2,
      constant: false,
      own_head: { value: 1 },
    });
    const [pair] = found.information.pairs;
    // Both know the marker, which has log 2 = 0.69 nats; the labels themselves share nothing here.
    expect(pair?.value).toBeGreaterThan(0.3);
    expect(pair?.floor).toBeCloseTo(0, 12);
    expect(pair?.training_floor).toBe(0.368);
    expect(found.maps.targets["marker"]?.length).toBe(320);
    expect(await probeFeatures(planted(), engine, createRng(0))).toEqual(found);
  });

  it("refuses parts of other rows", async () => {
    const probed = planted();
    const subjects = probed.subjects.slice(1);
    await expect(probeFeatures({ ...probed, subjects }, engine, createRng(0))).rejects.toThrow(
      "probing: rows of part lesion: expected 319, got 320",
    );
  });
});
