import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import type { SetImages } from "../../data/batch.js";
import type { Backend } from "../../runtime/backend.js";
import { loadBackend } from "../../runtime/load.js";
import { openModel } from "../../runtime/open-model.js";
import { foreignFeatures, mostFeatures, type EmbeddingOptions } from "./foreign-features.js";
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

  it("reads the axis of channels as the pictures have it", async () => {
    // As though [B, 6, 4, 4] were 6 x 4 places of four channels.
    const bytes = readModel(pathOf("foreign.onnx"));
    const asked = { source: "m", channels: "last" } as const;
    const last = foreignFeatures(bytes, backend, imagesOf(5), asked, { tensor: "places" });
    await expect(last).rejects.toThrow("model, input x: the pictures of the cohort have another shape"); // prettier-ignore
  });

  it("names tensors like the one that there is not", async () => {
    await expect(featuresOf({ tensor: "poold" })).rejects.toThrow(
      /^--embedding: the model computes no tensor of this name: expected one of 6 tensors, the last .*places, pooled, logits, got poold\. Did you mean pooled\?$/,
    );
    await expect(featuresOf({ tensor: "conv_output" })).rejects.toThrow(
      "Did you mean /net/first/Conv_output_0, /net/second/Conv_output_0?",
    );
    expect(mostFeatures).toBeGreaterThan(2048);
  });

  it("says that ONNX Runtime does not know an operator", async () => {
    await expect(featuresOf({ tensor: "pooled" }, 5, "unknown-operator.onnx")).rejects.toThrow(
      /^unknown-operator\.onnx: the model does not load.*Relv/s,
    );
  });
});
