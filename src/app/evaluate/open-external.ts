import { basename, resolve } from "node:path";
import { ConfigError, InternalError } from "../../base/errors.js";
import type { CohortConfig } from "../../config/cohort-config.js";
import type { DataSet } from "../../data/dataset.js";
import { openCohort } from "../../data/datasets/cohort.js";
import type { CohortMakerData } from "../../data/datasets/cohort/image-maker.js";
import { parsePreparation } from "../../data/datasets/cohort/parse-preparation.js";
import { binEdges } from "../../data/tables/binned-column.js";
import type { RunLabel } from "../../training/validate.js";
import { differingKey } from "../check-run-folder.js";
import {
  decodeSettings,
  readCohortFile,
  settingsOf,
  type CohortFileOptions,
} from "../open-cohort-file.js";
import type { OpenedRun } from "../open-run.js";
import { requireKnownLabels } from "./external-answers.js";

/**
 * A cohort that a finished run is evaluated on: all of its rows are test, and its images are made as the run made its
 * own, with what steps learnt from the run's training images. Which frame of a file is taken and whether a path is a
 * folder of a series is said by the cohort file: that is how its files lie. Its `split` has no say, and attributes that the
 * run does not have are not read.
 * @throws ConfigError for a run that was not trained on a cohort, and where the cohort file asks for other preprocessing, or for bins by quantiles: those
 * of other rows are other bins.
 * @throws ConfigError, DataError, FormatError, StorageError as `parseCohort` and `openCohort`.
 */
export async function openExternal(run: OpenedRun, options: CohortFileOptions): Promise<DataSet> {
  const spec = readCohortFile(options.file);
  const preparation = preparationFor(spec, preparationOf(run), basename(options.file));
  const { decode, preprocess } = preparation;
  const target = targetFor(spec, run.blueprint.label, basename(options.file));
  const known = new Set(run.blueprint.attributes.map(({ name }) => name));
  const attributes = spec.attributes.filter(({ name }) => known.has(name));
  requireEdges(spec, known, basename(options.file));
  const unused = spec.attributes.map(({ name }) => name).filter((name) => !known.has(name));
  const dataset = await openCohort({
    spec: { ...spec, target, attributes, split: { kind: "none" } },
    ...{ preprocess, preparation, decode },
    ...settingsOf(spec, { ...options, file: resolve(options.file) }),
  });
  if (unused.length === 0) return dataset;
  const note = `attributes that the run does not have are not used: ${unused.join(", ")}`;
  return { ...dataset, notes: [...(dataset.notes ?? []), note] };
}

/**
 * The target of the file as the run must have it: several labels where the run's are, of its names; of a number the same unit, and the run's bins.
 * @throws ConfigError where the run's target is a number or several labels and that of the file is none, or the other way round; of another unit or other bins.
 * @throws DataError for a label that the run does not have.
 */
function targetFor(
  { target }: CohortConfig,
  label: RunLabel,
  file: string,
): CohortConfig["target"] {
  const { labels } = label;
  if ((labels === undefined) === (target.as === "labels")) {
    const [what, expected] =
      labels === undefined
        ? ["is several labels, and that of the run is not", `one column, ${label.name}`]
        : ["is not several labels, as that of the run is", `as: labels, columns: [${labels.join(", ")}]`]; // prettier-ignore
    throw new ConfigError(`${file}: target`, what, { expected, got: `as: ${target.as}` });
  }
  if (target.as === "labels") requireKnownLabels(`${file}: target`, target.columns, labels ?? []);
  if (label.scale === undefined) return target;
  if (target.as !== "number") {
    throw new ConfigError(`${file}: target`, "is not a number, as that of the run is", {
      expected: `as: number, ${label.name}`,
      got: `as: ${target.as}`,
    });
  }
  const [unit, own] = [target.unit ?? "none", label.unit ?? "none"];
  if (unit !== own) {
    throw new ConfigError(
      `${file}: target.unit`,
      "is not that of the run, whose errors are in it",
      {
        ...{ expected: own, got: unit },
        advice: `Convert the column where its numbers are in another unit; else ${label.unit === undefined ? "leave unit out" : `say unit: ${own}`}.`,
      },
    );
  }
  const bins = binEdges(label.valueNames);
  if (bins === undefined) {
    throw new InternalError("evaluate", "the run's number has no bins", { got: label.valueNames });
  }
  if (target.bins !== undefined && differingKey(bins, target.bins, "") !== null) {
    throw new ConfigError(`${file}: target.bins`, "are not those of the run", {
      ...{ expected: bins, got: "quantiles" in target.bins ? "quantiles" : target.bins },
      advice: "Leave bins out: the run's own are used.",
    });
  }
  return { ...target, bins };
}

/** @throws ConfigError for bins by quantiles of an attribute that the run has, or of classes. */
function requireEdges(
  { attributes, target }: CohortConfig,
  known: ReadonlySet<string>,
  file: string,
): void {
  const binned = [
    ...(target.as === "classes" ? [{ key: "target.bins", bins: target.bins }] : []),
    ...attributes.flatMap(({ name, bins }, index) =>
      known.has(name) ? [{ key: `attributes (entry ${index + 1}).bins`, bins }] : [],
    ),
  ];
  for (const { key, bins } of binned) {
    if (bins === undefined || !("quantiles" in bins)) continue;
    throw new ConfigError(`${file}: ${key}`, "quantiles of other rows are other bins", {
      got: `quantiles: ${bins.quantiles}`,
      advice:
        "Give edges, such as [40, 60]; those of the run are in the names of its bins, such as <40.",
    });
  }
}

function preparationOf({ config, blueprint, folder }: OpenedRun): CohortMakerData {
  if (config.data.dataset === "cohort") return parsePreparation(blueprint.preparation, folder);
  throw new ConfigError(
    "run",
    "it was not trained on a cohort: how its images are made is not known",
    {
      expected: "a run with data.cohort",
      got: `data set ${config.data.dataset}`,
    },
  );
}

/** @throws ConfigError where the file asks for something else than the run did. */
function preparationFor(spec: CohortConfig, run: CohortMakerData, file: string): CohortMakerData {
  const { frame, series, window } = decodeSettings(spec);
  const { channels, steps } = run.preprocess;
  requireSame(file, "images.channels", spec.images.channels, channels);
  requireSame(file, "images.voi", window === "first" ? "window" : window, voiOf(run));
  const key = spec.preprocess.length === 0 ? null : differingKey(steps, spec.preprocess, "");
  if (key !== null) {
    throw new ConfigError(
      `${file}: preprocess`,
      "is not that of the run, which is what its model knows",
      {
        "first difference": key,
        "the run's": steps.map(({ name }) => name),
        advice: "Leave preprocess out: the run's own is used.",
      },
    );
  }
  return { ...run, decode: { ...run.decode, frame, series } };
}

function voiOf({ decode }: CohortMakerData): string {
  return decode.window === "first" ? "window" : "none";
}

function requireSame(file: string, key: string, got: string, expected: string): void {
  if (got === expected) return;
  throw new ConfigError(
    `${file}: ${key}`,
    "is not that of the run, which is what its model knows",
    {
      ...{ expected, got },
      advice: `Say ${key}: ${expected}.`,
    },
  );
}
