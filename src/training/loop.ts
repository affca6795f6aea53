import { FormatError, NumericError } from "../base/errors.js";
import { flushSubnormals } from "../base/flush-subnormals.js";
import { at, type ArrayTree } from "../base/ndarray.js";
import { createRng } from "../base/rng.js";
import { createAugmenter } from "../data/augment/augment-batch.js";
import { createBatch, fillBatch, type Batch } from "../data/batch.js";
import { epochLaw } from "../data/sampling/epoch-law.js";
import type { EpochSelection } from "../evaluation/results.js";
import { selectEpoch } from "../evaluation/selection.js";
import { answersInput } from "../methods/answers-head.js";
import { attributeInput, batchInputs, type Phase } from "../methods/method.js";
import { numberInput } from "../methods/number-head.js";
import { termOutput } from "../methods/phase.js";
import { compile, type Executable, type HostArray } from "../runtime/compile.js";
import { createStateStore, type StateStore } from "../runtime/state-store.js";
import { decodeCheckpoint, encodeCheckpoint, type CheckpointState } from "./checkpoint.js";
import { applyHostFit } from "./host-fit.js";
import type { TrainingJob } from "./job.js";
import { attributeNames } from "./model-rows.js";
import { predictSet, type SetOutputs } from "./predict-set.js";
import { resultsOfSet } from "./results-of-set.js";
import { restoreRun, type Cursor } from "./restore.js";
import { runFileNames, type RunFiles } from "./run-files.js";
import { beginStage, copiesName, rngOfStage, spanOf, stageSpans } from "./stages.js";
import { validationRecord } from "./validate.js";

/** Batches from one flush of the state to the next: seldom beside a step, often beside the some 800 in which a moment dies. */
const flushEvery = 100;

/** Where a run stands, for a progress bar. */
export interface TrainingProgress {
  readonly epoch: number;
  readonly epochs: number;
  readonly batch: number;
  readonly batches: number;
  /** Running means of the loss terms of this epoch. */
  readonly terms: Readonly<Record<string, number>>;
  readonly seconds: number;
}

/** The outside world of a training run. */
export interface TrainingPorts {
  readonly files: RunFiles;
  /** Seconds since any fixed moment. */
  now(): number;
  onProgress(progress: TrainingProgress): void;
  onEpoch(line: Readonly<Record<string, unknown>>): void;
  /** Asked after every batch; true leaves a checkpoint and stops. */
  shouldStop(): boolean;
}

/** How a run ended. */
export type TrainingOutcome =
  | { readonly status: "stopped"; readonly epoch: number }
  | {
      readonly status: "finished";
      readonly selected: ArrayTree;
      readonly selection: EpochSelection;
      readonly encoderSteps: number;
      readonly seconds: number;
    };

/**
 * Train by any method: phases in their cycle, one batch each; validation, selection and a checkpoint after
 * each epoch. An epoch is one pass over the data, critic batches included; the last partial batch is
 * dropped. Resumes from the last checkpoint where there is one; metrics.jsonl is cut to it.
 *
 * A method with stages runs them one after another, each as a run of its own epochs; only epochs of the last are
 * selected. A method with a fit on the host has it on the selected weights, after the last epoch.
 *
 * Same job, same bytes (weights and metrics.jsonl), at any thread count and however often it was stopped:
 * order, masks and sampling depend on seed, epoch and batch number only.
 *
 * @throws NumericError where a loss term, or an output on validation, is not finite: names where; the last
 * checkpoint stays.
 * @throws ConfigError where the checkpoint belongs to another configuration or other data.
 * @throws FormatError where files of the run do not belong together.
 */
export async function runTraining(
  job: TrainingJob,
  ports: TrainingPorts,
): Promise<TrainingOutcome> {
  const rng = createRng(job.seed);
  const { cursor, arrays } = restoreRun(job, ports.files, rng);
  let store = createStateStore(arrays);
  const spans = stageSpans(job.method, job.epochs);
  const options = { threads: job.threads, device: job.device };
  const executables = await Promise.all(
    job.method.phases.map((phase) => compile(phase.program, job.backend, options)),
  );
  const predict = await compile(job.method.predict, job.backend, options);
  const started = ports.now() - cursor.seconds;
  const { label, attributes } = job.factors;
  const law = epochLaw(job.sampling, job.train.set, label, attributes, job.batch);
  const { batches } = law;
  const buffers = createBatch(job.train, job.batch);
  const augment = createAugmenter(job.augment, job.train.imageShape);
  const slots: Slots = { owner: new Int32Array(job.batch), row: new Int32Array(job.batch) };
  try {
    while (cursor.epoch <= job.epochs) {
      const span = spanOf(spans, cursor.epoch);
      const { stage, firstEpoch } = span;
      if (
        stage !== null &&
        cursor.epoch > 1 &&
        cursor.epoch === firstEpoch &&
        cursor.batchesDone === 0
      ) {
        store = createStateStore(
          await beginStage(job, { ...span, stage }, predict, store.current, rng),
        );
        cursor.phaseSteps = job.method.phases.map(() => 0);
      }
      const own = rngOfStage(rng, span);
      const copies = store.current[copiesName] ?? null;
      const order = law.positions(cursor.epoch - firstEpoch + 1, own.child("sampling"), copies);
      while (cursor.batchesDone < batches) {
        fillBatch(buffers, job.train, order, cursor.batchesDone);
        fillSlots(slots, job.owners, order, cursor.batchesDone);
        const stageBatches = cursor.totalBatches - (firstEpoch - 1) * batches;
        const masks = own.child(`mask-${stageBatches}`);
        augment(buffers, own.child(`augment-${stageBatches}`));
        for (const phase of at(job.method.cycle, stageBatches % job.method.cycle.length)) {
          const feeds = {
            ...batchFeeds(job, buffers, slots, masks.uint32()),
            ...scalarFeeds(job, cursor, phase, stageBatches, batches * span.epochs),
          };
          await trainStep(job, store, at(executables, phase), phase, feeds, cursor);
        }
        cursor.totalBatches += 1;
        cursor.batchesDone += 1;
        if (cursor.totalBatches % flushEvery === 0) flushSubnormals(store.current);
        cursor.seconds = ports.now() - started;
        ports.onProgress(progressOf(job, cursor, batches));
        // Let messages in: a session's run blocks the event loop.
        await new Promise((resolve) => setImmediate(resolve));
        if (ports.shouldStop()) {
          saveCheckpoint(job, ports.files, store, cursor);
          return { status: "stopped", epoch: cursor.epoch };
        }
      }
      await finishEpoch(job, ports, store, predict, cursor, started);
    }
    return await finished(job, ports.files, store, predict, cursor);
  } finally {
    await Promise.all([...executables, predict].map((executable) => executable.dispose()));
  }
}

/** Of each row of a batch: the number of its subject, and its own in the training set. */
interface Slots {
  readonly owner: Int32Array;
  readonly row: Int32Array;
}

function fillSlots(
  { owner, row }: Slots,
  owners: Int32Array,
  order: Int32Array,
  batch: number,
): void {
  for (let slot = 0; slot < owner.length; slot++) {
    const position = at(order, batch * owner.length + slot);
    row[slot] = position;
    owner[slot] = at(owners, position);
  }
}

function batchFeeds(
  job: TrainingJob,
  batch: Batch,
  { owner, row }: Slots,
  key: number,
): Record<string, HostArray> {
  const feeds: Record<string, HostArray> = {
    [batchInputs.image]: batch.images,
    [batchInputs.label]: batch.label,
    [batchInputs.owner]: owner,
    [batchInputs.row]: row,
    [batchInputs.randomKey]: Uint32Array.of(key),
  };
  if (batch.labelNumbers !== null) {
    feeds[numberInput(job.factors.label.name)] = batch.labelNumbers;
  }
  if (batch.labelAnswers !== null) {
    feeds[answersInput(job.factors.label.name)] = batch.labelAnswers;
  }
  for (const [index, { name }] of job.factors.attributes.entries()) {
    feeds[attributeInput(name)] = at(batch.attributes, index);
    const numbers = batch.numbers[index] ?? null;
    if (numbers !== null) feeds[numberInput(name)] = numbers;
  }
  return feeds;
}

function scalarFeeds(
  job: TrainingJob,
  cursor: Cursor,
  phaseIndex: number,
  done: number,
  total: number,
): Record<string, HostArray> {
  const scalars = at(job.method.phases, phaseIndex).scalars({
    step: at(cursor.phaseSteps, phaseIndex) + 1,
    fraction: done / total,
    learningRate: job.learningRate * job.schedule(done, total),
  });
  return Object.fromEntries(
    Object.entries(scalars).map(([name, value]) => [name, Float32Array.of(value)]),
  );
}

async function trainStep(
  job: TrainingJob,
  store: StateStore,
  executable: Executable,
  phaseIndex: number,
  feeds: Readonly<Record<string, HostArray>>,
  cursor: Cursor,
): Promise<void> {
  const phase = at(job.method.phases, phaseIndex);
  const outputs = await store.step(executable, feeds, phase.updates);
  checkTerms(phase, outputs, cursor);
  cursor.phaseSteps[phaseIndex] = at(cursor.phaseSteps, phaseIndex) + 1;
  if (phase.countsAsEncoderStep) cursor.encoderSteps += 1;
}

/** Adds the loss terms to the epoch's sums. @throws NumericError for one that is not finite. */
function checkTerms(
  phase: Phase,
  outputs: Readonly<Record<string, HostArray>>,
  cursor: Cursor,
): void {
  for (const term of phase.terms) {
    const value = Number(outputs[termOutput(term)]?.[0]);
    if (!Number.isFinite(value)) {
      throw new NumericError(
        `epoch ${cursor.epoch}, batch ${cursor.batchesDone + 1}`,
        `loss term ${term}`,
        {
          got: String(value),
          phase: phase.name,
          advice: divergedAdvice,
        },
      );
    }
    const [sum, count] = cursor.termSums[term] ?? [0, 0];
    cursor.termSums[term] = [sum + value, count + 1];
  }
}

async function finishEpoch(
  job: TrainingJob,
  ports: TrainingPorts,
  store: StateStore,
  predict: Executable,
  cursor: Cursor,
  started: number,
): Promise<void> {
  const { files } = ports;
  const outputs = await predictSet(predict, store.current, job.validation, attributeNames(job));
  checkOutputs(outputs, cursor.epoch);
  const result = resultsOfSet(job.factors, job.validation, outputs, {
    minCount: job.selection.minCount,
  });
  const record = validationRecord(cursor.epoch, job.factors, job.validation, outputs, result);
  cursor.records.push(record);
  cursor.seconds = ports.now() - started;
  const { stage } = spanOf(stageSpans(job.method, job.epochs), cursor.epoch);
  const line = {
    epoch: cursor.epoch,
    ...(stage === null ? {} : { stage: stage.name }),
    encoderSteps: cursor.encoderSteps,
    terms: meanTerms(cursor),
    validation: { loss: record.loss, ...result },
  };
  cursor.metricsBytes = files.append(runFileNames.metrics, `${JSON.stringify(line)}\n`);
  cursor.timingBytes = files.append(
    runFileNames.timing,
    `${JSON.stringify({ epoch: cursor.epoch, seconds: cursor.seconds })}\n`,
  );
  const selection = selectFromLastStage(job, cursor);
  const best = "epoch" in selection ? selection.epoch : null;
  const finishedEpoch = cursor.epoch;
  cursor.selectedEpoch = best;
  cursor.epoch += 1;
  cursor.batchesDone = 0;
  cursor.termSums = {};
  if (best === finishedEpoch) {
    files.replace(runFileNames.selectedCheckpoint, encoded(job, store, cursor));
  }
  if (finishedEpoch % job.checkpointEvery === 0 || finishedEpoch === job.epochs) {
    saveCheckpoint(job, files, store, cursor);
  }
  ports.onEpoch(line);
}

/** @throws NumericError for a feature or logit that is not finite: the weights have diverged. */
function checkOutputs(outputs: SetOutputs, epoch: number): void {
  for (const [name, { values }] of Object.entries(outputs)) {
    const wrong = values.find((value) => !Number.isFinite(value));
    if (wrong === undefined) continue;
    throw new NumericError(`epoch ${epoch}, validation`, name, {
      got: String(wrong),
      advice: divergedAdvice,
    });
  }
}

const divergedAdvice =
  "Lower the learning rate or clip gradients (train.clip); the last checkpoint is kept.";

function saveCheckpoint(
  job: TrainingJob,
  files: RunFiles,
  store: StateStore,
  cursor: Cursor,
): void {
  files.replace(runFileNames.lastCheckpoint, encoded(job, store, cursor));
}

function encoded(job: TrainingJob, store: StateStore, cursor: Cursor): Uint8Array {
  const { configHash, dataHash } = job;
  const state: CheckpointState = { schema: 1, ...cursor, configHash, dataHash };
  const inputs = [...job.method.phases.map(({ program }) => program), job.method.predict].flatMap(
    (program) => program.inputs,
  );
  const shapes = Object.fromEntries(inputs.map(({ name, tensor }) => [name, tensor.shape]));
  return encodeCheckpoint({ state, arrays: store.current, shapes });
}

/** Epochs of earlier stages are burn-in: their weights are not the ones that the method is after. */
function selectFromLastStage(job: TrainingJob, { records }: Cursor) {
  const { firstEpoch } = spanOf(stageSpans(job.method, job.epochs), job.epochs);
  const burnIn = Math.max(job.selection.burnIn, firstEpoch - 1);
  return selectEpoch(job.selection.rule, records, { ...job.selection, burnIn });
}

async function finished(
  job: TrainingJob,
  files: RunFiles,
  store: StateStore,
  predict: Executable,
  cursor: Cursor,
): Promise<TrainingOutcome> {
  const { rule } = job.selection;
  const chosen = selectFromLastStage(job, cursor);
  const selection: EpochSelection =
    "epoch" in chosen
      ? { rule, epoch: chosen.epoch }
      : { rule: "last", epoch: job.epochs, reason: `${rule}: ${chosen.reason}` };
  const weights = "epoch" in chosen ? selectedWeights(files, chosen.epoch) : store.current;
  return {
    status: "finished",
    selected: await applyHostFit(job, predict, weights),
    selection,
    encoderSteps: cursor.encoderSteps,
    seconds: cursor.seconds,
  };
}

/** @throws FormatError where the stored weights are not those of the chosen epoch. */
function selectedWeights(files: RunFiles, epoch: number): ArrayTree {
  const name = runFileNames.selectedCheckpoint;
  const { state, arrays } = decodeCheckpoint(files.read(name) ?? new Uint8Array(), name);
  if (state.selectedEpoch !== epoch) {
    throw new FormatError(name, "weights of another epoch than the selected one", {
      expected: epoch,
      got: state.selectedEpoch ?? "none",
      advice: "The run was resumed on another machine or runtime: start it anew in another folder.",
    });
  }
  return arrays;
}

function meanTerms(cursor: Cursor): Record<string, number> {
  return Object.fromEntries(
    Object.entries(cursor.termSums).map(([name, [sum, count]]) => [name, sum / count]),
  );
}

function progressOf(job: TrainingJob, cursor: Cursor, batches: number): TrainingProgress {
  return {
    epoch: cursor.epoch,
    epochs: job.epochs,
    batch: cursor.batchesDone,
    batches,
    terms: meanTerms(cursor),
    seconds: cursor.seconds,
  };
}
