import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import type { SetImages } from "../../data/batch.js";
import { emitOnnx } from "../../graph/onnx/emit.js";
import { reshape } from "../../graph/ops/reduce.js";
import { add } from "../../graph/ops/elementwise.js";
import { input } from "../../graph/ops/source.js";
import { createProgram } from "../../graph/program.js";
import type { Backend } from "../../runtime/backend.js";
import { loadBackend } from "../../runtime/load.js";
import { openModel } from "../../runtime/open-model.js";
import { foreignFeatures, type EmbeddingOptions } from "./foreign-features.js";
import { foreignAnswer } from "./foreign-model.js";
import { readModel } from "./read-model.js";

/** fixtures/audit/make-onnx.py: a model that PyTorch wrote, and what PyTorch answers of five pictures of bytes. */
const folder = new URL("../../../fixtures/audit/", import.meta.url);
const pathOf = (name: string) => fileURLToPath(new URL(name, folder));
const recorded = JSON.parse(readFileSync(pathOf("foreign.json"), "utf8")) as {
  readonly pictures: readonly number[];
  readonly logits: readonly number[];
  readonly pooled: readonly number[];
  readonly places_shape: readonly number[];
  readonly places: readonly number[];
};
const size = 3 * 16 * 16;

/** The pictures, as often as it takes: row r is picture r mod 5. */
function imagesOf(rows: number): SetImages {
  return {
    set: { name: "t", pool: "test", rows: Int32Array.from({ length: rows }, (_, row) => row), label: new Int32Array(rows), attributes: [] },
    imageShape: [3, 16, 16],
    cached: true,
    writeImage: (position, out, offset) => {
      const start = (position % 5) * size;
      out.set(recorded.pictures.slice(start, start + size).map((byte) => byte / 255), offset);
    },
  }; // prettier-ignore
}

function expectNear(found: ArrayLike<number>, wanted: readonly number[]): void {
  expect(found).toHaveLength(wanted.length);
  for (const [index, value] of wanted.entries()) {
    expect(Math.abs((found[index] ?? NaN) - value)).toBeLessThan(1e-5);
  }
}

describe("a model that PyTorch wrote", () => {
  let backend: Backend;
  const featuresOf = (embedding: EmbeddingOptions, rows = 5, file = "foreign.onnx") =>
    foreignFeatures(readModel(pathOf(file)), backend, imagesOf(rows), { source: file }, embedding);
  beforeAll(async () => {
    backend = await loadBackend();
  });

  it.each(["foreign.onnx", "external.onnx"])("%s: its logits are PyTorch's", async (file) => {
    const model = await openModel(readModel(pathOf(file)), backend, file);
    const options = { classNames: ["no", "yes"] };
    const found = await foreignAnswer(model, [3, 16, 16], options)(imagesOf(5));
    await model.dispose();
    const { logits } = recorded;
    expectNear(
      Array.from({ length: 5 }, (_, row) => Math.log((found[2 * row + 1] ?? 0) / (found[2 * row] ?? 0))),
      Array.from({ length: 5 }, (_, row) => (logits[2 * row + 1] ?? 0) - (logits[2 * row] ?? 0)),
    ); // prettier-ignore
  });

  it("so are an inner tensor, over several batches, and an output as features", async () => {
    const pooled = await featuresOf({ tensor: "pooled" }, 70);
    expect(pooled).toMatchObject({ rows: 70, width: 6, source: "tensor pooled (6 numbers)" });
    const rows = Array.from({ length: 70 }, (_, row) => row % 5);
    expectNear(
      pooled.values,
      rows.flatMap((row) => recorded.pooled.slice(6 * row, 6 * row + 6)),
    );
    expectNear((await featuresOf({ tensor: "logits" })).values, recorded.logits);
  });

  it("takes the mean over places, or all of them", async () => {
    expect(recorded.places_shape).toEqual([5, 6, 4, 4]);
    const mean = await featuresOf({ tensor: "places" });
    expect(mean.source).toBe("tensor places (6 numbers, mean over 4 x 4 places)");
    expectNear(mean.values, recorded.pooled);
    const all = await featuresOf({ tensor: "places", pooling: "flatten" });
    expect(all.source).toBe("tensor places (96 numbers, all of 6 x 4 x 4)");
    expectNear(all.values, recorded.places);
  });

  it("names tensors like the one that there is not", async () => {
    await expect(featuresOf({ tensor: "poold" })).rejects.toThrow(
      /^--embedding: the model computes no tensor of this name: expected one of 6 tensors, the last .*places, pooled, logits, got poold\. Did you mean pooled\?$/,
    );
    await expect(featuresOf({ tensor: "conv_output" })).rejects.toThrow(
      "Did you mean /net/first/Conv_output_0, /net/second/Conv_output_0?",
    );
  });

  it("says that ONNX Runtime does not know an operator", async () => {
    await expect(featuresOf({ tensor: "pooled" }, 5, "unknown-operator.onnx")).rejects.toThrow(
      /^unknown-operator\.onnx: the model does not load.*Relv/s,
    );
  });
});

describe("layouts of a tensor", () => {
  /** Row r: (r, 2r) in the first channel, (0, 1) in the second, one by two places. */
  const images: SetImages = {
    ...imagesOf(4),
    imageShape: [2, 1, 2],
    writeImage: (position, out, offset) => {
      out.set([position, 2 * position, 0, 1], offset);
    },
  };
  const featuresOf = async (from: number[], to: number[], channels: "first" | "last" = "first") => {
    const x = input("x", from);
    const bytes = emitOnnx(createProgram("m", { y: reshape(add(x, x), to) }), {
      contrib: false,
    });
    const options = { source: "m.onnx", channels };
    return foreignFeatures(bytes, await loadBackend(), images, options, { tensor: "y" });
  };

  it("takes the mean of tokens whatever the channels, and of places as the channels stand", async () => {
    const tokens = await featuresOf([4, 2, 1, 2], [4, 2, 2]);
    expect(Array.from(tokens.values)).toEqual([0, 1, 1, 3, 2, 5, 3, 7]);
    expect(tokens.source).toBe("tensor y (2 numbers, mean over 2 tokens)");
    const first = await featuresOf([4, 2, 1, 2], [4, 2, 1, 2]);
    expect(Array.from(first.values)).toEqual([0, 1, 3, 1, 6, 1, 9, 1]);
    // Written channels last (r, 0, 2r, 1), and read so: the same means.
    const last = await featuresOf([4, 1, 2, 2], [4, 1, 2, 2], "last");
    expect(Array.from(last.values)).toEqual(Array.from(first.values));
  });

  it("refuses a first axis that is not the pictures", async () => {
    await expect(featuresOf([4, 2, 1, 2], [2, 8])).rejects.toThrow(
      "--embedding: the first axis of y is not the pictures: expected 4 x …, got 2 x 8. Name a tensor before or behind it.",
    );
  });
});
