import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sizeOf, type NdArray } from "../../base/ndarray.js";
import type { PlantedValues, PoolName } from "../dataset.js";
import { decodeMedMnist, medMnistImage } from "../formats/medmnist.js";
import { encodeNpz } from "../formats/npz.js";
import { openMedMnist } from "./medmnist.js";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "medmnist-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));
const fixture = (name: string) =>
  fileURLToPath(new URL(`../../../fixtures/medmnist/${name}`, import.meta.url));

const image = async (file: string, pool: PoolName, row: number, planted: PlantedValues = {}) => {
  const set = await openMedMnist(file);
  const out = new Float32Array(sizeOf(set.imageShape));
  set.writeImage(pool, row, planted, out, 0);
  return out;
};

/** A file of these labels by part, with images of one sample. */
const labelled = async (parts: Readonly<Record<"train" | "val" | "test", readonly number[]>>) => {
  const arrays = new Map<string, NdArray>();
  for (const [part, labels] of Object.entries(parts)) {
    const rows = labels.length;
    const pixels = { dtype: "uint8", shape: [rows, 1, 1], data: new Uint8Array(rows) } as const;
    arrays.set(`${part}_images`, pixels);
    const data = Uint8Array.from(labels);
    arrays.set(`${part}_labels`, { dtype: "uint8", shape: [rows, 1], data });
  }
  const file = join(folder, "labels.npz");
  await writeFile(file, encodeNpz(arrays, "stored"));
  return file;
};

describe("openMedMnist", () => {
  it("has the authors' parts, each row its own subject, and one planted attribute", async () => {
    const set = await openMedMnist(await labelled({ train: [0, 1, 2, 0], val: [2, 1], test: [1] }));
    expect(set.label).toEqual({ name: "class", valueNames: ["0", "1", "2"] });
    expect(set.attributes).toEqual([
      { name: "marker", kind: "planted", valueNames: ["absent", "present"], localised: true },
    ]);
    const { train, test } = set.pools;
    expect(train.ids.slice(3)).toEqual(["train-00003", "validation-00000", "validation-00001"]);
    expect([...train.label]).toEqual([0, 1, 2, 0, 2, 1]);
    expect([...(train.validation ?? [])]).toEqual([0, 0, 0, 0, 1, 1]);
    expect([test?.ids, [...(test?.label ?? [])]]).toEqual([["test-00000"], [1]]);
  });

  it.each(["grey.npz", "colour.npz", "volume.npz"])(
    "writes %s as the format decodes it, and the marker into a corner",
    async (name) => {
      const file = fixture(name);
      const set = decodeMedMnist(new Uint8Array(readFileSync(file)), name);
      const { train } = set.parts;
      for (const [pool, row, part, own] of [
        ["train", 1, "train", 1],
        ["train", train.rows, "validation", 0],
        ["test", 0, "test", 0],
      ] as const) {
        const stored = medMnistImage(set, part, own).samples;
        const expected = Float32Array.from([...stored.data].map(Number), (sample) => sample / 255);
        expect(await image(file, pool, row)).toEqual(expected);
      }
      const plain = await image(file, "train", 0, { marker: 0 });
      expect(plain).toEqual(await image(file, "train", 0));
      expect(await image(file, "train", 0, { marker: 1 })).not.toEqual(plain);
    },
  );

  it("refuses several findings, a class that training has not, and one class", async () => {
    const findings = fixture("findings.npz");
    await expect(openMedMnist(findings)).rejects.toThrow(
      /findings\.npz: several findings an image cannot be trained on yet: expected 1 class number an image, got \d+ findings\. ChestMNIST is such a set; choose another, such as PneumoniaMNIST\.$/,
    );
    await expect(
      labelled({ train: [0, 2], val: [1], test: [0] }).then(openMedMnist),
    ).rejects.toThrow(
      /labels\.npz, array "train_labels": training has no image of a class: got 1$/,
    );
    await expect(
      labelled({ train: [0, 0], val: [0], test: [0] }).then(openMedMnist),
    ).rejects.toThrow(/labels\.npz, array "train_labels": one class only: got 0$/);
  });

  it("refuses a file that is not there, other attributes and rows", async () => {
    await expect(openMedMnist(join(folder, "none.npz"))).rejects.toThrow(
      /none\.npz: no such file\. Get the set from zenodo\.org\/records\/10519652, or with `python -m medmnist download`\.$/,
    );
    const grey = fixture("grey.npz");
    await expect(image(grey, "train", 0, { texture: 1 })).rejects.toThrow(
      "medmnist: attribute cannot be planted: expected marker 0 or 1, got texture 1",
    );
    await expect(image(grey, "train", 0, { marker: 2 })).rejects.toThrow(
      "medmnist: attribute cannot be planted: expected marker 0 or 1, got marker 2",
    );
    await expect(image(grey, "test", 99)).rejects.toThrow(
      /^medmnist: no such row in the test pool: expected 0 to \d+, got 99$/,
    );
  });
});
