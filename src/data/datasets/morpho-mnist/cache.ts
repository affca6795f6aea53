import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { DataError, StorageError, UnconfoundError } from "../../../base/errors.js";
import { fileErrorCode } from "../../../base/file-error-code.js";
import { decodeIdx, encodeIdx } from "../../formats/idx.js";
import { morphoMnist } from "./constants.js";
import type { GeneratedDigits } from "./generate.js";
import { readFileIfThere, requireUint8 } from "../idx-pool.js";

/** One generated part, as it lies in the cache. */
export interface GeneratedPool extends GeneratedDigits {
  /** Index into `globalPerturbations` for each digit. */
  readonly perturbations: Uint8Array;
}

/** Both parts. */
export interface GeneratedSet {
  readonly train: GeneratedPool;
  readonly test: GeneratedPool;
}

const parts = ["train", "test"] as const;
const manifestName = "manifest.json";

const licence = `Derived from MNIST (Y. LeCun, C. Cortes, C. J. C. Burges) with the perturbations of Morpho-MNIST
(D. C. Castro et al., JMLR 20(178), 2019). Licence: CC BY-SA 3.0, as MNIST. A cache of Unconfound: do not
ship it with software under another licence.
`;

const manifestSchema = z.strictObject({
  set: z.literal("morpho-mnist global"),
  generatorVersion: z.number(),
  seed: z.number(),
  contentHash: z.string(),
  /** SHA-256 of each file, hexadecimal. */
  files: z.record(z.string(), z.string()),
});

/** What decides the content of a cache. */
export interface CacheKey {
  /** Hash of source, generator version and seed, hexadecimal. */
  readonly contentHash: string;
  readonly seed: number;
}

/** The folder of a generated set below `cacheDirectory`: its name tells sets apart, so none overwrites another. */
export function cacheFolder(cacheDirectory: string, key: CacheKey): string {
  return join(cacheDirectory, `morpho-mnist-${key.contentHash.slice(0, 16)}`);
}

/**
 * The cached set, or null where there is none. It is whole or refused: the manifest must name this content
 * and every file must have its SHA-256.
 * @throws DataError that names the folder, for a cache that is damaged or not whole.
 */
export async function readCache(
  cacheDirectory: string,
  key: CacheKey,
): Promise<GeneratedSet | null> {
  const folder = cacheFolder(cacheDirectory, key);
  if (!existsSync(folder)) return null;
  const text = await readFileIfThere(join(folder, manifestName));
  if (text === null) throw damaged(folder, "no manifest");
  const manifest = manifestSchema.safeParse(parseJson(text));
  if (manifest.data?.contentHash !== key.contentHash) throw damaged(folder, "foreign manifest");
  const { files } = manifest.data;
  const read = async (name: string): Promise<Uint8Array> => {
    const bytes = await readFileIfThere(join(folder, name));
    if (bytes === null) throw damaged(folder, `no ${name}`);
    if (sha256(bytes) !== files[name]) throw damaged(folder, `${name} has changed`);
    return bytes;
  };
  const readPart = async (part: (typeof parts)[number]): Promise<GeneratedPool> => {
    const [imagesName, codesName, thicknessName] = fileNames(part);
    const thickness = decodeIdx(await read(thicknessName), thicknessName);
    if (thickness.dtype !== "float32") throw damaged(folder, `${thicknessName} is not float32`);
    return {
      images: requireUint8(decodeIdx(await read(imagesName), imagesName), imagesName).data,
      perturbations: requireUint8(decodeIdx(await read(codesName), codesName), codesName).data,
      thickness: thickness.data,
    };
  };
  return { train: await readPart("train"), test: await readPart("test") };
}

/**
 * Write a generated set: IDX files, the licence, then the manifest, in a folder of its own that takes its
 * final name last. An interrupted run leaves a `.tmp-` folder that no run reads. Where another run was
 * faster, its folder (the same content) stays and this one goes.
 * @throws StorageError for what the file system refuses.
 */
export async function writeCache(
  cacheDirectory: string,
  key: CacheKey,
  set: GeneratedSet,
): Promise<void> {
  try {
    await writeFolder(cacheDirectory, key, set);
  } catch (error) {
    if (error instanceof UnconfoundError) throw error;
    throw new StorageError(
      cacheDirectory,
      "the cache cannot be written",
      { got: fileErrorCode(error), advice: "Make room, or name another folder (data.cache)." },
      error,
    );
  }
}

async function writeFolder(
  cacheDirectory: string,
  key: CacheKey,
  set: GeneratedSet,
): Promise<void> {
  const folder = cacheFolder(cacheDirectory, key);
  await mkdir(cacheDirectory, { recursive: true });
  const temporary = await mkdtemp(`${folder}.tmp-`);
  try {
    const files: Record<string, string> = {};
    for (const part of parts) {
      for (const [name, bytes] of encodePart(part, set[part])) {
        files[name] = sha256(bytes);
        await writeFile(join(temporary, name), bytes);
      }
    }
    await writeFile(join(temporary, "LICENCE.txt"), licence);
    const manifest: z.infer<typeof manifestSchema> = {
      set: "morpho-mnist global",
      generatorVersion: morphoMnist.generatorVersion,
      seed: key.seed,
      contentHash: key.contentHash,
      files,
    };
    await writeFile(join(temporary, manifestName), `${JSON.stringify(manifest, null, 2)}\n`);
    await rename(temporary, folder).catch(async (error: unknown) => {
      if ((await readCache(cacheDirectory, key)) === null) throw error;
    });
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/** The authors' names for images and perturbations; `pert` are their codes 0 plain, 1 thinned, 2 thickened. */
function fileNames(part: (typeof parts)[number]): [string, string, string] {
  const prefix = part === "train" ? "train" : "t10k";
  return [
    `${prefix}-images-idx3-ubyte`,
    `${prefix}-pert-idx1-ubyte`,
    `${prefix}-thickness-idx1-float`,
  ];
}

function encodePart(part: (typeof parts)[number], pool: GeneratedPool): [string, Uint8Array][] {
  const [imagesName, codesName, thicknessName] = fileNames(part);
  const { side } = morphoMnist;
  const count = pool.perturbations.length;
  return [
    [imagesName, encodeIdx({ dtype: "uint8", shape: [count, side, side], data: pool.images })],
    [codesName, encodeIdx({ dtype: "uint8", shape: [count], data: pool.perturbations })],
    [thicknessName, encodeIdx({ dtype: "float32", shape: [count], data: pool.thickness })],
  ];
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return null;
  }
}

function damaged(folder: string, reason: string): DataError {
  return new DataError(`morpho-mnist, cache ${folder}`, "the cache is damaged or not whole", {
    reason,
    advice: "Delete that folder and run again: it is generated anew.",
  });
}
