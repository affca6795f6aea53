import { describe, expect, it } from "vitest";
import type { SetImages } from "../data/batch.js";
import { add, mul } from "../graph/ops/elementwise.js";
import { sum } from "../graph/ops/reduce.js";
import { input } from "../graph/ops/source.js";
import { createProgram } from "../graph/program.js";
import { compile, type Executable } from "../runtime/compile.js";
import { loadBackend } from "../runtime/load.js";
import { predictSet } from "./predict-set.js";

/** `count` images [1, 1, 2]: the row's number and its tenfold. */
function numberedImages(count: number): SetImages {
  return {
    set: {
      name: "test",
      pool: "test",
      rows: Int32Array.from({ length: count }, (_, row) => row),
      label: new Int32Array(count),
      attributes: [],
    },
    imageShape: [1, 1, 2],
    cached: false,
    writeImage: (position, out, offset) => out.set([position, 10 * position], offset),
  };
}

/** features = image · weight, total = sum of each row. Batches of three. */
async function compilePrediction(): Promise<Executable> {
  const image = input("image", [3, 1, 1, 2]);
  const features = mul(sum(image, { axes: [1, 2] }), input("weight", [2]));
  const total = add(sum(features, { axes: [1], keepAxes: true }), 0.5);
  const program = createProgram("predict", { features, total });
  return compile(program, await loadBackend(), { threads: 1 });
}

const state = { weight: Float32Array.of(2, 3), unused: Float32Array.of(9) };

describe("predictSet", () => {
  it("pads the last of two batches and throws the padding away: five rows, not six", async () => {
    const predict = await compilePrediction();
    const outputs = await predictSet(predict, state, numberedImages(5));
    expect(outputs).toEqual({
      features: { width: 2, values: Float32Array.of(0, 0, 2, 30, 4, 60, 6, 90, 8, 120) },
      total: { width: 1, values: Float32Array.of(0.5, 32.5, 64.5, 96.5, 128.5) },
    });
    await predict.dispose();
  });

  it("shows each batch to whoever watches, what is kept and what is not", async () => {
    const image = input("image", [3, 1, 1, 2]);
    const shown = sum(image, { axes: [1, 2] });
    const predict = await compile(
      createProgram("predict", { "attention/things": shown, total: sum(shown, { axes: [1], keepAxes: true }) }),
      await loadBackend(),
      { threads: 1 },
    ); // prettier-ignore
    const seen: unknown[] = [];
    const kept = await predictSet(predict, {}, numberedImages(4), [], (outputs, first, real) => {
      seen.push([[...(outputs["attention/things"] ?? [])].slice(0, 2 * real), first, real]);
    });
    expect(seen).toEqual([
      [[0, 0, 1, 10, 2, 20], 0, 3],
      [[3, 30], 3, 1],
    ]);
    expect(Object.keys(kept)).toEqual(["total"]);
    await predict.dispose();
  });

  it("gives a row the same numbers whatever rows are beside it", async () => {
    const predict = await compilePrediction();
    const all = await predictSet(predict, state, numberedImages(7));
    for (const count of [1, 2, 3, 4, 6]) {
      const { total } = await predictSet(predict, state, numberedImages(count));
      expect(total?.values).toEqual(all["total"]?.values.slice(0, count));
    }
    await predict.dispose();
  });

  it("has no rows for an empty set", async () => {
    const predict = await compilePrediction();
    const { features } = await predictSet(predict, state, numberedImages(0));
    expect(features).toEqual({ width: 2, values: new Float32Array(0) });
    await predict.dispose();
  });
});
