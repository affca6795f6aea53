import { createHash } from "node:crypto";
import { availableParallelism } from "node:os";
import { stringify } from "yaml";
import { ConfigError } from "../base/errors.js";
import { fitNumberScale } from "../base/number-scale.js";
import { createRng } from "../base/rng.js";
import { checkRun } from "../config/check-run.js";
import { attributeName, embeddingsSplit } from "../config/data-config.js";
import type { RunConfig } from "../config/run-config.js";
import type { Augmentation } from "../data/augment/augment-batch.js";
import { requireAugmentable } from "../data/augment/require-augmentable.js";
import { cacheImages, openImages, type SetImages } from "../data/batch.js";
import { subjectsOf } from "../data/dataset.js";
import type { AttributeFactor, DataSet, SampledSet } from "../data/dataset.js";
import { epochLaw } from "../data/sampling/epoch-law.js";
import { nativeSets } from "../data/sampling/native.js";
import { setsAsTheyAre } from "../data/sampling/own-tests.js";
import { planSets, type PlannedSets } from "../data/sampling/plan.js";
import {
  splitBySubject,
  type PartShare,
  type SplitLaw,
  type SubjectSplit,
} from "../data/sampling/split-by-subject.js";
import { numberSubjects } from "../evaluation/number-subjects.js";
import { ruleForTarget } from "../evaluation/selection.js";
import { createSchedule } from "../optim/registry.js";
import type { Backend } from "../runtime/backend.js";
import { checkJob } from "../training/host-fit.js";
import type { TrainingJob } from "../training/job.js";
import { targetKindOf } from "../training/results-of-set.js";
import { subjectSet } from "../training/subject-outputs.js";
import type { RunAttribute, RunFactors, RunLabel } from "../training/validate.js";
import {
  asksGivenOthers,
  blueprintOf,
  buildRunMethod,
  type MethodBlueprint,
} from "./build-run-method.js";
import { openDataSet, type DataProgress } from "./open-data.js";
import { openWeights, type StartingWeights, type WeightsRecord } from "./starting-weights.js";

/** Sets up to this size are kept as images in memory; larger ones are made anew for each batch. */
const imageCacheBytes = 2e9;

/** Everything that a run needs, checked, before anything is written. */
export interface PreparedRun {
  readonly dataset: DataSet;
  readonly sets: PlannedSets;
  readonly shares: readonly PartShare[];
  readonly tests: Readonly<Record<string, SetImages>>;
  readonly blueprint: MethodBlueprint;
  readonly job: TrainingJob;
  /** What the encoder starts from; null where from scratch, and where a run goes on without reading it again. */
  readonly weights: WeightsRecord | null;
}

/**
 * Open the data, draw the sets, build the method. Writes nothing outside the data cache, so that a fault in
 * data or configuration leaves no run folder behind.
 * @param started what a run that goes on started from, where it says; its file is read again only where a later stage
 * starts there too.
 * @throws ConfigError, DataError, FormatError, ShapeError as their makers do.
 */
export async function prepareRun(
  config: RunConfig,
  base: string,
  backend: Backend,
  onDataProgress: DataProgress,
  started: WeightsRecord | null = null,
): Promise<PreparedRun> {
  checkRun(config);
  const dataset = await openDataSet(config.data, base, onDataProgress);
  const weights = openWeights(config, base, dataset.imageShape, started);
  return prepareSets(config, dataset, backend, weights);
}

/** As {@link prepareRun}, of a configuration that is checked and a data set that is open. */
export function prepareSets(
  config: RunConfig,
  dataset: DataSet,
  backend: Backend,
  weights: StartingWeights | null,
): PreparedRun {
  const names = config.data.attributes.map(attributeName);
  const { sets, shares } = drawSets(config, dataset);
  const imagesOf = (set: SampledSet) =>
    cacheImages(openImages(dataset, names, set), imageCacheBytes);
  const train = imagesOf(sets.train);
  const attributes = names.map((name, index) =>
    withScale(factorOf(dataset, name), train.numbers?.[index] ?? null),
  );
  const factors: RunFactors = { label: labelOf(dataset, train), attributes };
  for (const set of [sets.validation, ...Object.values(sets.tests)]) {
    requireSubjects(dataset, set, factors);
  }
  requireAugmentable(config.train.augment, dataset, attributes);
  requireGroups(config, factors);
  const law = epochLaw(config.sampling, sets.train, dataset.label, attributes, config.train.batch);
  const answers = train.labelAnswers;
  const several = answers && { answers, givenOthers: asksGivenOthers(config) };
  const blueprint = blueprintOf(dataset, factors, law, sets.train.rows.length, several);
  const method = buildRunMethod(
    config,
    blueprint,
    weights === null ? null : () => weights.take().arrays,
  );
  const isRead = weights !== null && (!weights.started || method.stages !== undefined);
  const job: TrainingJob = {
    method,
    backend,
    device: config.runtime.device,
    threads: config.runtime.threads ?? availableParallelism(),
    factors,
    train,
    validation: imagesOf(sets.validation),
    owners: ownersOf(dataset, sets.train),
    augment: augmentationOf(config, dataset),
    sampling: config.sampling,
    seed: config.seed,
    epochs: config.train.epochs,
    batch: config.train.batch,
    learningRate: config.train.optimizer.lr,
    schedule: createSchedule(config.train.schedule),
    selection: selectionOf(config, factors),
    checkpointEvery: config.train.checkpointEvery,
    configHash: hashConfig(config),
    dataHash: dataset.contentHash,
  };
  checkJob(job);
  const tests = Object.fromEntries(
    Object.entries(sets.tests).map(([name, set]) => [name, openImages(dataset, names, set)]),
  );
  const record = isRead ? weights.take().record : null;
  return { dataset, sets, shares, tests, blueprint, job, weights: record };
}

/** The sets of a run, without its images. @throws ConfigError, DataError as the plan. */
export function drawSets(
  config: RunConfig,
  dataset: DataSet,
): Pick<PreparedRun, "sets" | "shares"> {
  const { plan, splitSeed, attributes } = config.data;
  const split = splitBySubject(dataset, splitLaw(config, dataset), splitSeed);
  const sets = setsOf(dataset, attributes.map(attributeName), split, plan, splitSeed);
  return { sets, shares: split.shares };
}

function setsOf(
  dataset: DataSet,
  names: readonly string[],
  split: SubjectSplit,
  plan: RunConfig["data"]["plan"],
  splitSeed: number,
): PlannedSets {
  const isSeveral = dataset.label.labels !== undefined;
  if (plan !== "native") {
    if (isSeveral) {
      throw new ConfigError("data.plan", "several labels have no one association to draw by", {
        expected: "native",
        got: "a sampled plan",
      });
    }
    return planSets(dataset, names, split, plan, createRng(splitSeed).child("plan"));
  }
  if (dataset.tests !== undefined) return setsAsTheyAre(dataset, names, split, dataset.tests);
  return isSeveral
    ? setsAsTheyAre(dataset, names, split, { iid: split.test.rows })
    : nativeSets(dataset, names, split, { label: "uniform", align: {} });
}

/**
 * @throws ConfigError where rows are drawn by group and there is one: several labels without attributes.
 */
function requireGroups({ sampling }: RunConfig, { label, attributes }: RunFactors): void {
  if (sampling === "natural" || label.labels === undefined || attributes.length > 0) return;
  throw new ConfigError(
    "sampling",
    "of several labels groups are those of attributes, and there are none",
    {
      expected: "natural",
      got: sampling,
    },
  );
}

function augmentationOf({ train: { augment } }: RunConfig, { valueRange }: DataSet): Augmentation {
  const { shift, steps = [] } = augment;
  return { shift, steps, ...(valueRange === undefined ? {} : { valueRange }) };
}

/** @throws DataError where a set cannot be evaluated by subject as the data set asks. */
function requireSubjects(dataset: DataSet, set: SampledSet, factors: RunFactors): void {
  if (dataset.subjectAggregate === undefined) return;
  subjectSet(set, factors, subjectsOf(dataset, set), dataset.subjectAggregate);
}

function splitLaw({ data }: RunConfig, dataset: DataSet): SplitLaw {
  const hasTestPool = dataset.pools.test !== null;
  if (data.dataset === "embeddings") {
    // A split column may leave validation to be drawn from its train rows.
    const { kind, validation, test } =
      typeof data.split === "string" ? embeddingsSplit : data.split;
    return hasTestPool ? { kind, validation } : { kind, validation, test };
  }
  if (data.dataset === "cohort" || data.dataset === "medmnist") return { kind: "given" };
  if (hasTestPool) return data.split;
  throw new ConfigError("data", "the data set has no test pool", {
    dataset: dataset.name,
    advice: "Ask for test images (data.test).",
  });
}

function factorOf(dataset: DataSet, name: string): AttributeFactor {
  const factor = dataset.attributes.find((candidate) => candidate.name === name);
  if (factor === undefined) {
    throw new ConfigError("data.attributes", `the data set has no attribute ${name}`, {
      expected: dataset.attributes.map((candidate) => candidate.name),
      got: name,
    });
  }
  return factor;
}

/** A label that is a number is standardised by its numbers in the training set. */
function labelOf({ label }: DataSet, { labelNumbers }: SetImages): RunLabel {
  if (labelNumbers === undefined) return label;
  return { ...label, scale: fitNumberScale(`training set, target ${label.name}`, labelNumbers) };
}

/** @throws ConfigError for a rule that the label cannot have. */
function selectionOf({ train: { selection } }: RunConfig, factors: RunFactors) {
  return { ...selection, rule: ruleForTarget(selection.rule, targetKindOf(factors)) };
}

/** A continuous attribute is standardised by its numbers in the training set. */
function withScale(factor: AttributeFactor, numbers: Float64Array | null): RunAttribute {
  if (numbers === null) return factor;
  return { ...factor, scale: fitNumberScale(`training set, attribute ${factor.name}`, numbers) };
}

/** Number of the subject of each row, for measures that must not pair a subject with itself. */
function ownersOf(dataset: DataSet, set: SampledSet): Int32Array {
  return numberSubjects(subjectsOf(dataset, set)).subjectOf;
}

/** Hash of what decides results: everything but `runtime` and `train.tensorboard`. */
export function hashConfig(config: RunConfig): string {
  const { runtime: _, train, ...rest } = config;
  const { tensorboard: _tensorboard, ...deciding } = train;
  return createHash("sha256")
    .update(stringify({ ...rest, train: deciding }, { sortMapEntries: true }))
    .digest("hex");
}
