import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { ConfigError } from "../base/errors.js";
import type { DataSet } from "../data/dataset.js";
import { openCanvas } from "../data/datasets/canvas.js";
import { openEmbeddings } from "../data/datasets/embeddings.js";
import { openFashionMnist } from "../data/datasets/fashion-mnist.js";
import { debianFolder } from "../data/datasets/fashion-mnist/files.js";
import { withGreyBytes } from "../data/datasets/grey-bytes.js";
import { openMedMnist } from "../data/datasets/medmnist.js";
import { openMorphoMnist } from "../data/datasets/morpho-mnist.js";
import { openPhantom } from "../data/datasets/phantom.js";
import type { CanvasConfig, DataConfig } from "../config/data-config.js";
import type { DataSummary } from "../report/run-summary.js";
import { openCohortFile, type CohortFileOptions } from "./open-cohort-file.js";

/** Progress of making a data set for the first time. */
export type DataProgress = (done: number, total: number) => void;

/** Where generated data sets are kept unless the configuration says otherwise. */
export function defaultCacheDirectory(): string {
  return join(homedir(), ".cache", "unconfound");
}

/** Where Fashion-MNIST is looked for when the configuration does not say; `data make` fills the second. */
export function fashionMnistFolders(): readonly [debian: string, made: string] {
  return [debianFolder, join(defaultCacheDirectory(), "fashion-mnist")];
}

/**
 * Open the data set of a run.
 * @param base folder that relative paths start from: that of the run file.
 */
export async function openDataSet(
  config: DataConfig,
  base: string,
  onProgress: DataProgress,
): Promise<DataSet> {
  const dataset = await openNamed(config, base, onProgress);
  return "grey" in config && config.grey === "bytes" ? withGreyBytes(dataset) : dataset;
}

async function openNamed(
  config: DataConfig,
  base: string,
  onProgress: DataProgress,
): Promise<DataSet> {
  switch (config.dataset) {
    case "morpho-mnist":
      return openMorphoMnist({
        root: resolve(base, config.root),
        cacheDirectory:
          config.cache === undefined
            ? join(defaultCacheDirectory(), "morpho-mnist")
            : resolve(base, config.cache),
        continuousThickness: config.attributes.some(
          (attribute) => typeof attribute !== "string" && attribute.as === "continuous",
        ),
        onProgress,
      });
    case "fashion-mnist":
      return openFashionMnist(
        config.root === undefined ? fashionMnistFolders() : [resolve(base, config.root)],
      );
    case "medmnist":
      return openMedMnist(resolve(base, config.file));
    case "embeddings": {
      const { embeddings, table, id, target, attributes, subject, split } = config;
      return openEmbeddings({
        features: resolve(base, embeddings),
        table: resolve(base, table ?? tableOfFeatures(embeddings)),
        ...{ id, target, subject },
        attributes: attributes.map((attribute) =>
          typeof attribute === "string"
            ? attribute
            : {
                name: attribute.name,
                bins: attribute.bins,
                continuous: attribute.as === "continuous",
              },
        ),
        split: typeof split === "string" ? split : undefined,
      });
    }
    case "cohort":
      return openCohortFile(cohortFileOptions(config, base, onProgress));
    case "phantom": {
      const { size, train, test, seed, difficulty, prevalence, imagesPerSubject, target } = config;
      const asked = { size, train, test, seed, difficulty, prevalence, imagesPerSubject, target };
      return openPhantom({ ...given(asked), ...factorsOf(config.factors) });
    }
    case "canvas": {
      const { objects, size, train, test, seed, prevalence, strength, distractors } = config;
      const asked = { objects, size, train, test, seed, prevalence, strength, distractors };
      return openCanvas(given(asked), canvasRoots(config, base));
    }
  }
}

/** How the cohort file of a run is opened; as {@link openDataSet}. */
export function cohortFileOptions(
  { cohort, cache, splitSeed, workers, fold }: Extract<DataConfig, { dataset: "cohort" }>,
  base: string,
  onProgress: DataProgress,
): CohortFileOptions {
  return {
    file: resolve(base, cohort),
    cacheFolder:
      cache === undefined ? join(defaultCacheDirectory(), "images") : resolve(base, cache),
    ...{ splitSeed, workers, onProgress },
    ...(fold === undefined ? {} : { fold }),
  };
}

/** Where the objects of canvases are looked for. */
function canvasRoots({ objects, root }: CanvasConfig, base: string): readonly string[] {
  if (root !== undefined) return [resolve(base, root)];
  return objects === "fashion-mnist" ? fashionMnistFolders() : [];
}

/** Features that come as a table may bring labels and attributes along. */
function tableOfFeatures(features: string): string {
  if (!/\.np[yz]$/i.test(features)) return features;
  throw new ConfigError("data.table", "is missing: arrays of features have no labels", {
    expected: "a table (.csv or .tsv) with the target and the attributes",
  });
}

/** Without the keys that are undefined: an absent setting has the generator's own default. */
function given<T extends object>(settings: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(
    Object.entries(settings).filter(([, value]) => value !== undefined),
  ) as { [K in keyof T]?: Exclude<T[K], undefined> };
}

function factorsOf(factors: Extract<DataConfig, { dataset: "phantom" }>["factors"]) {
  return factors === undefined
    ? {}
    : { factors: factors.map(({ name, ...rest }) => ({ name, ...given(rest) })) };
}

/** What reports and model cards say of a data set. */
export function describeDataSet(
  dataset: Pick<DataSet, "name" | "label" | "imageShape" | "attributes">,
  attributeNames: readonly string[],
): DataSummary {
  const words: Readonly<Record<string, Pick<DataSummary, "description" | "licence">>> = {
    "morpho-mnist": {
      description:
        "MNIST digits, thinned or thickened (Castro et al. 2019), made from MNIST by our own generator; rotation and marker are planted.",
      licence: "CC BY-SA 3.0 (MNIST and what is made from it)",
    },
    "fashion-mnist": {
      description:
        "Fashion-MNIST, grey pictures of ten garments (Xiao et al. 2017), with the border bars of MIMM, which are planted.",
      licence: "MIT (Zalando SE)",
    },
    medmnist: {
      description:
        "A set of MedMNIST (Yang et al. 2023) in the authors' parts; the corner marker is planted.",
      licence: "CC BY 4.0, DermaMNIST CC BY-NC 4.0 (MedMNIST)",
    },
    embeddings: {
      description: `Features of another network, ${dataset.imageShape.join(" x ")} numbers a row, as the user brought them.`,
      licence: null,
    },
    cohort: {
      description: "Images and tables of the user, as a cohort file says.",
      licence: null,
    },
    canvas: {
      description:
        "Canvases of several objects, images of Fashion-MNIST (Xiao et al. 2017) or MNIST, or drawn shapes, composed by our own generator; some classes come together in training.",
      licence: "MIT; of MNIST's digits CC BY-SA 3.0",
    },
    phantom: {
      description:
        "Synthetic grey radiographs of our own generator, with and without a lesion; the attributes are planted. No patient is shown.",
      licence: "MIT",
    },
  };
  return {
    name: dataset.name,
    description: words[dataset.name]?.description ?? dataset.name,
    licence: words[dataset.name]?.licence ?? null,
    label: dataset.label,
    attributes: dataset.attributes.filter(({ name }) => attributeNames.includes(name)),
  };
}
