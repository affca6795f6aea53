import { createHash } from "node:crypto";
import { DataError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import { createRng } from "../../base/rng.js";
import type { DataSet, PlantedValues, PoolName, PoolTable } from "../dataset.js";
import type { CacheKey, GeneratedPool, GeneratedSet } from "./morpho-mnist/cache.js";
import { readCache, writeCache } from "./morpho-mnist/cache.js";
import { digitPixels, morphoMnist } from "./morpho-mnist/constants.js";
import type { RunJobs } from "./morpho-mnist/generate.js";
import { drawPerturbations, generateDigits, globalPerturbations } from "./morpho-mnist/generate.js";
import { paintMarker } from "./morpho-mnist/marker.js";
import { strokeThickness } from "./morpho-mnist/thickness-perturbation.js";
import type { MnistPool } from "./morpho-mnist/mnist-files.js";
import { readMnistPool } from "./morpho-mnist/mnist-files.js";
import { runJobsInWorkers } from "./morpho-mnist/run-jobs.js";
import { requirePlace } from "./require-place.js";

const { side } = morphoMnist;

/** How Morpho-MNIST is opened. */
export interface MorphoMnistOptions {
  /** Folder with the four MNIST files, as published (`.gz`) or unpacked. */
  readonly root: string;
  /** Where generated sets are kept: some 56 MB each. */
  readonly cacheDirectory: string;
  /** Decides which digit is thinned, thickened or left plain; 0 by default. */
  readonly seed?: number;
  /** True: `thickness` is continuous. */
  readonly continuousThickness?: boolean;
  /** How the work is run: worker threads by default; `runJobsInProcess` where sources run unbuilt. */
  readonly runJobs?: RunJobs;
  /** Called while a set is generated (not when it is cached) with the digits done, of `total`. */
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Morpho-MNIST, the `global` set: MNIST digits of which a third is thinned, a third thickened, drawn
 * uniformly with replacement of the three words; made from MNIST on first use and cached.
 *
 * Label `digit-ge-5`: digits 0..4 against 5..9. Attribute `thickness` (read): thin 0, thick 1; plain digits
 * have -1 and so belong to no group. As a continuous attribute it is the stroke in pixels, {@link strokeThickness},
 * with thin and thick as its bins; plain digits are missing there too. Attribute `rotation` (planted): 1 turns the image by 90° counter-clockwise
 * as displayed (row 0 on top). Attribute `marker` (planted): 1 paints a white square, {@link paintMarker}, after
 * the rotation, so that its place tells nothing of that. A digit seldom reaches there. Images [1, 28, 28], grey / 255. Subject = id: MNIST's writers are not known
 * per digit, so images of one writer may be in both halves of a split of the train pool.
 *
 * Deviations from the released files: our own random draw of the perturbations, and up to 1 % of digits
 * whose radius differs by one high-res pixel (the skeleton breaks ties in an order of our own).
 *
 * Licence: MNIST is CC BY-SA 3.0, and so is the cache: it must not be shipped with the package.
 * @throws DataError for missing or foreign MNIST files or a damaged cache; FormatError for damaged files.
 * @source Castro et al., Morpho-MNIST, JMLR 20(178), 2019; LeCun, Cortes, Burges, MNIST.
 */
export async function openMorphoMnist(options: MorphoMnistOptions): Promise<DataSet> {
  const { root, cacheDirectory, seed = 0 } = options;
  const train = await readMnistPool(root, "train");
  const test = await readMnistPool(root, "t10k");
  const key = { contentHash: hashContent([train, test], seed), seed };
  const generated =
    (await readCache(cacheDirectory, key)) ?? (await generate(train, test, key, options));
  const images = { train: generated.train.images, test: generated.test.images };
  const pools = {
    train: poolTable("train", train.digits, generated.train),
    test: poolTable("test", test.digits, generated.test),
  };
  return {
    name: "morpho-mnist",
    imageShape: [1, side, side],
    label: { name: "digit-ge-5", valueNames: ["digit<5", "digit>=5"] },
    attributes: [
      {
        name: "thickness",
        kind: "read",
        valueNames: ["thin", "thick"],
        changedBy: ["deforms"],
        ...(options.continuousThickness === true ? { continuous: true } : {}),
      },
      {
        name: "rotation",
        kind: "planted",
        valueNames: ["0", "90"],
        changedBy: ["turns", "mirrors"],
      },
      {
        name: "marker",
        kind: "planted",
        valueNames: ["absent", "present"],
        localised: true,
      },
    ],
    pools,
    contentHash: key.contentHash,
    writeImage(pool, row, planted, out, offset) {
      checkPlanted(planted);
      const rows = pools[pool].ids.length;
      requirePlace("morpho-mnist", { pool, row, rows, pixels: digitPixels, out, offset });
      writeDigit(images[pool], row * digitPixels, planted["rotation"] === 1, out, offset);
      if (planted["marker"] === 1) paintMarker(side, out, offset);
    },
  };
}

async function generate(
  train: MnistPool,
  test: MnistPool,
  key: CacheKey,
  options: MorphoMnistOptions,
): Promise<GeneratedSet> {
  const { cacheDirectory, runJobs = runJobsInWorkers(), onProgress } = options;
  const total = train.digits.length + test.digits.length;
  const rng = createRng(key.seed).child("morpho-mnist").child("global");
  const generatePool = async (name: PoolName, pool: MnistPool, before: number) => {
    const perturbations = drawPerturbations(pool.digits.length, rng.child(name));
    const report = (done: number): void => onProgress?.(before + done, total);
    return {
      ...(await generateDigits(pool.images, perturbations, runJobs, report)),
      perturbations,
    };
  };
  const set = {
    train: await generatePool("train", train, 0),
    test: await generatePool("test", test, train.digits.length),
  };
  await writeCache(cacheDirectory, key, set);
  return set;
}

/** SHA-256 over generator version, seed and the unpacked bytes of MNIST: how they were packed is no matter. */
function hashContent(pools: readonly MnistPool[], seed: number): string {
  const hash = createHash("sha256");
  hash.update(`morpho-mnist global ${morphoMnist.generatorVersion} ${seed}`);
  for (const { images, digits } of pools) {
    hash.update(` ${digits.length} `).update(images).update(digits);
  }
  return hash.digest("hex");
}

function poolTable(pool: PoolName, digits: Uint8Array, generated: GeneratedPool): PoolTable {
  const ids = Array.from(digits, (_, row) => `${pool}-${String(row).padStart(5, "0")}`);
  const thicknessOf = { plain: -1, thin: 0, thick: 1 } as const;
  const perturbationOf = (row: number) => at(globalPerturbations, at(generated.perturbations, row));
  return {
    ids,
    subjects: ids,
    label: Int32Array.from(digits, (digit) => (digit >= 5 ? 1 : 0)),
    attributes: {
      thickness: Int32Array.from(
        generated.perturbations,
        (code) => thicknessOf[at(globalPerturbations, code)],
      ),
    },
    numbers: {
      thickness: Float64Array.from(generated.thickness, (before, row) =>
        perturbationOf(row) === "plain" ? NaN : strokeThickness(before, perturbationOf(row)),
      ),
    },
  };
}

const plantedNames: readonly string[] = ["rotation", "marker"];

/** One that is not named is absent (value 0). @throws DataError for another name or value. */
function checkPlanted(planted: PlantedValues): void {
  for (const [name, value] of Object.entries(planted)) {
    if (!plantedNames.includes(name)) {
      throw new DataError("morpho-mnist", "attribute cannot be planted", {
        expected: plantedNames.join(" | "),
        got: name,
      });
    }
    if (value !== 0 && value !== 1) {
      throw new DataError("morpho-mnist", `unknown value of ${name}`, {
        expected: [0, 1],
        got: value,
      });
    }
  }
}

/** Upright: out[r, c] = in[r, c]. Rotated: out[r, c] = in[c, 27 − r], a quarter turn counter-clockwise. */
function writeDigit(
  images: Uint8Array,
  start: number,
  rotated: boolean,
  out: Float32Array,
  offset: number,
): void {
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      const source = rotated ? column * side + (side - 1 - row) : row * side + column;
      out[offset + row * side + column] = (images[start + source] ?? 0) / 255;
    }
  }
}
