import { dirname, resolve } from "node:path";
import { parseRunConfig } from "../config/parse-config.js";
import type { DataConfig } from "../config/data-config.js";
import type { DataSet } from "../data/dataset.js";
import { openFashionMnist } from "../data/datasets/fashion-mnist.js";
import { describeSets } from "../data/sampling/describe-sets.js";
import { loadBackend } from "../runtime/load.js";
import { downloadFashionMnist, fetchBytes } from "./download-fashion-mnist.js";
import {
  defaultCacheDirectory,
  fashionMnistFolders,
  openDataSet,
  type DataProgress,
} from "./open-data.js";
import { prepareRun } from "./prepare-run.js";

/** A data set that the tool can make or read. */
export interface DataSetEntry {
  readonly name: DataConfig["dataset"];
  readonly title: string;
  readonly needs: string;
}

/** All of them. */
export const dataSetEntries: readonly DataSetEntry[] = [
  {
    name: "phantom",
    title: "synthetic radiographs with a lesion and planted factors",
    needs: "nothing: made by our own generator; data make phantom writes such images as files",
  },
  {
    name: "morpho-mnist",
    title: "MNIST digits, thin or thick, rotated and marked on request",
    needs: "the four MNIST files (data.root); generated once and cached",
  },
  {
    name: "fashion-mnist",
    title: "ten garments with border bars on request",
    needs: "the four files: Debian's dataset-fashion-mnist, data.root, or data make --url",
  },
  {
    name: "medmnist",
    title: "small medical pictures and volumes, a corner marked on request",
    needs: "the NPZ file of a set (data.file): recipes/medmnist-2d, medmnist-3d",
  },
  {
    name: "embeddings",
    title: "features of another network with a table of labels and attributes",
    needs: "your files (data.embeddings, data.table): docs/data.md",
  },
  {
    name: "cohort",
    title: "images and tables of your own",
    needs: "your files and a cohort file (data.cohort): docs/cohort.md",
  },
];

/** A data set that was made, and where it lies. */
export interface MadeDataSet {
  readonly dataset: DataSet;
  readonly folder: string;
}

/** Make `morpho-mnist` from MNIST in `root`, so that the first training need not. */
export async function makeMorphoMnist(
  root: string,
  cache: string | undefined,
  onProgress: DataProgress,
): Promise<MadeDataSet> {
  const folder = resolve(cache ?? `${defaultCacheDirectory()}/morpho-mnist`);
  const config: DataConfig = {
    dataset: "morpho-mnist",
    root: resolve(root),
    cache: folder,
    target: "digit-ge-5",
    attributes: ["thickness"],
    split: { kind: "shuffle", validation: 6000 },
    plan: "native",
    splitSeed: 0,
  };
  return { dataset: await openDataSet(config, ".", onProgress), folder };
}

/**
 * Download the four files of Fashion-MNIST from `url`, check each by its SHA-256 and put them into a folder:
 * `root`, or where a run without `data.root` looks.
 */
export async function makeFashionMnist(
  url: string,
  root: string | undefined,
  onProgress: DataProgress,
): Promise<MadeDataSet> {
  const folder = resolve(root ?? fashionMnistFolders()[1]);
  await downloadFashionMnist(url, folder, fetchBytes, onProgress);
  return { dataset: await openFashionMnist([folder]), folder };
}

/** Read a run file's data once: pools, split and the table of every set; trains nothing. */
export async function checkRunData(
  { text, file }: { readonly text: string; readonly file: string },
  overrides: readonly string[],
  onProgress: DataProgress,
): Promise<string> {
  const config = parseRunConfig(text, file, overrides);
  const backend = await loadBackend();
  const run = await prepareRun(config, dirname(resolve(file)), backend, onProgress);
  const { name, imageShape, pools, contentHash, notes = [] } = run.dataset;
  const what = imageShape.length === 1 ? "features" : "images";
  const shares = run.shares.map(
    ({ part, rows, subjects, asked, realised }) =>
      `${part.padEnd(10)} ${rows} ${imageShape.length === 1 ? "rows" : "images"} of ${subjects} subjects (asked ${asked.toFixed(3)}, came ${realised.toFixed(3)} of its pool)`,
  );
  return [
    `${name}: ${what} ${imageShape.join("x")}, ${pools.train.ids.length} in the training pool, ${pools.test?.ids.length ?? 0} in the test pool`,
    `content ${contentHash}`,
    ...notes,
    "",
    ...shares,
    "",
    describeSets(run.sets.tables, config.sampling, "all"),
  ].join("\n");
}
