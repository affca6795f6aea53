import { homedir } from "node:os";
import { join, resolve } from "node:path";
import type { DataSet } from "../data/dataset.js";
import { openMorphoMnist } from "../data/datasets/morpho-mnist.js";
import { openPhantom } from "../data/datasets/phantom.js";
import type { DataConfig } from "../config/data-config.js";
import type { DataSummary } from "../report/run-summary.js";

/** Progress of making a data set for the first time. */
export type DataProgress = (done: number, total: number) => void;

/** Where generated data sets are kept unless the configuration says otherwise. */
export function defaultCacheDirectory(): string {
  return join(homedir(), ".cache", "unconfound");
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
  switch (config.dataset) {
    case "morpho-mnist":
      return openMorphoMnist({
        root: resolve(base, config.root),
        cacheDirectory:
          config.cache === undefined
            ? join(defaultCacheDirectory(), "morpho-mnist")
            : resolve(base, config.cache),
        onProgress,
      });
    case "phantom": {
      const { size, train, test, seed, difficulty, prevalence, imagesPerSubject } = config;
      const asked = { size, train, test, seed, difficulty, prevalence, imagesPerSubject };
      return openPhantom({ ...given(asked), ...factorsOf(config.factors) });
    }
  }
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
export function describeDataSet(dataset: DataSet, attributeNames: readonly string[]): DataSummary {
  const words: Readonly<Record<string, Pick<DataSummary, "description" | "licence">>> = {
    "morpho-mnist": {
      description:
        "MNIST digits, thinned or thickened (Castro et al. 2019), made from MNIST by our own generator; the rotation is planted.",
      licence: "CC BY-SA 3.0 (MNIST and what is made from it)",
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
