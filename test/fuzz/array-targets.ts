import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { at } from "../../src/base/ndarray.js";
import { readFeatures } from "../../src/data/datasets/embeddings/features.js";
import { encodeIdx, decodeIdx } from "../../src/data/formats/idx.js";
import { decodeMedMnist, medMnistImage } from "../../src/data/formats/medmnist.js";
import { decodeNpy } from "../../src/data/formats/npy.js";
import { decodeNpz } from "../../src/data/formats/npz.js";
import { decodeSafetensors } from "../../src/data/formats/safetensors.js";
import { unsoundArray, unsoundImage } from "./judge.js";
import type { Seed } from "./mutate.js";
import { fixtureSeeds, gzipped, rezipped } from "./seeds.js";
import type { FuzzPlaces, FuzzTarget } from "./target.js";
import { npyWords, wordsOf } from "./target.js";

/** Readers of arrays and archives of arrays. */
export function arrayTargets({ fixtures, scratch }: FuzzPlaces): readonly FuzzTarget[] {
  const idx = idxSeeds();
  const npzs = fixtureSeeds(fixtures, "npy", ".npz");
  const sets = fixtureSeeds(fixtures, "medmnist", ".npz").filter(
    ({ name }) => name !== "expected.npz",
  );
  return [
    {
      ...{ name: "npy", sources: ["a.npy"], words: npyWords, ratio: 16 },
      seeds: fixtureSeeds(fixtures, "npy", ".npy"),
      read: (bytes) => unsoundArray(decodeNpy(bytes, "a.npy")),
    },
    {
      ...{ name: "npz", sources: ["a.npz"], words: npyWords, ratio: 1032 * 16 },
      seeds: [...npzs, ...rezipped(npzs)],
      read: (bytes) => firstUnsound(decodeNpz(bytes, "a.npz").values()),
    },
    featuresTarget(fixtures, scratch),
    {
      ...{ name: "idx", sources: ["a.idx"], words: [], ratio: 1032 * 16 },
      seeds: [...idx, ...gzipped(idx)],
      read: (bytes) => unsoundArray(decodeIdx(bytes, "a.idx")),
    },
    {
      ...{ name: "medmnist", sources: ["a.npz"], words: npyWords, ratio: 1032 * 16 },
      seeds: [...sets, ...rezipped(sets)],
      read: (bytes) => {
        const set = decodeMedMnist(bytes, "a.npz");
        return unsoundImage(medMnistImage(set, "validation", set.parts.validation.rows - 1));
      },
    },
    {
      ...{ name: "safetensors", sources: ["a.safetensors"], ratio: 64 },
      words: wordsOf("__metadata__", "__proto__", '"F32"', '"BF16"', "[", "{", "]", "}", "1e999"),
      seeds: fixtureSeeds(fixtures, "safetensors", ".safetensors"),
      read: (bytes) => firstUnsound(decodeSafetensors(bytes, "a.safetensors").arrays.values()),
    },
  ];
}

function firstUnsound(arrays: Iterable<Parameters<typeof unsoundArray>[0]>): string | null {
  for (const array of arrays) {
    const unsound = unsoundArray(array);
    if (unsound !== null) return unsound;
  }
  return null;
}

/** One small array of each type that IDX has. */
function idxSeeds(): readonly Seed[] {
  const shape = [2, 3, 4];
  const ramp = Array.from({ length: 24 }, (_, index) => index * 5);
  const arrays = [
    { dtype: "uint8", shape, data: Uint8Array.from(ramp) },
    { dtype: "int16", shape, data: Int16Array.from(ramp) },
    { dtype: "float64", shape: [24], data: Float64Array.from(ramp) },
    { dtype: "float32", shape: [], data: Float32Array.of(1) },
  ] as const;
  return arrays.map((array) => ({ name: `${array.dtype}.idx`, bytes: encodeIdx(array) }));
}

/** Features of another network, streamed from a file: NPY and NPZ. */
function featuresTarget(fixtures: string, scratch: string): FuzzTarget {
  const npzs = fixtureSeeds(fixtures, "npy", ".npz").filter(({ name }) => name !== "foreign.npz");
  const paths = ["features.npz", "features.npy"].map((name) => join(scratch, name));
  return {
    ...{ name: "features", sources: paths, words: npyWords, ratio: 1032 * 16 },
    seeds: [
      ...npzs,
      // As they are: streams that inflate take most of the time.
      ...rezipped(npzs, 0),
      ...fixtureSeeds(fixtures, "npy", "matrix-fortran.npy", "float32.npy", "half.npy"),
    ],
    read: async (bytes, rng) => {
      // Those of the fixtures; mostly the first.
      const rowsOfTable = at([4, 4, 4, 2, 3, 40], rng.integer(6));
      const path = join(scratch, bytes[0] === 0x93 ? "features.npy" : "features.npz");
      writeFileSync(path, bytes);
      const { values, rows, width } = await readFeatures(
        path,
        { table: "a.csv", rows: rowsOfTable },
        "id",
      );
      return values.length === rows * width
        ? null
        : `${values.length} values of ${rows} x ${width}`;
    },
  };
}
