import { resolve } from "node:path";
import type { DataConfig } from "../config/data-config.js";
import type { DataSet } from "../data/dataset.js";
import { openFashionMnist } from "../data/datasets/fashion-mnist.js";
import { downloadFashionMnist, fetchBytes } from "./download-fashion-mnist.js";
import {
  defaultCacheDirectory,
  fashionMnistFolders,
  openDataSet,
  type DataProgress,
} from "./open-data.js";

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
    name: "canvas",
    title: "canvases of several objects, ten answers; some come together in training",
    needs: "nothing for shapes; the four files of Fashion-MNIST or MNIST (data.root) for those",
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
