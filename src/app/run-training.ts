import { basename } from "node:path";
import { setImmediate } from "node:timers/promises";
import { stringify } from "yaml";
import { parseRunConfig } from "../config/parse-config.js";
import type { RunConfig } from "../config/run-config.js";
import { describeSets } from "../data/sampling/describe-sets.js";
import type { AnyRunResults, AnyTestResult } from "../evaluation/any-results.js";
import {
  hideSmallGroupsOfAnyRun as shown,
  hideSmallGroupsOfSet,
} from "../evaluation/small-groups-of-any.js";
import { notesOf } from "../methods/registry.js";
import type { Backend } from "../runtime/backend.js";
import { resolveDevice } from "../runtime/compile.js";
import { loadBackend } from "../runtime/load.js";
import { runTraining } from "../training/loop.js";
import { runFileNames, type RunFiles } from "../training/run-files.js";
import { checkRunFolder } from "./check-run-folder.js";
import { parseRunJson } from "./run-json.js";
import { machineOf } from "./environment.js";
import { finishRun } from "./finish-run.js";
import { planRecord, readPlan } from "./plan-record.js";
import { prepareRun, type PreparedRun } from "./prepare-run.js";
import { makeRunFolder, openRunFolder, runFolderNames } from "./run-folder.js";
import { lockRunFolder } from "./run-lock.js";
import { writeEventFile } from "./write-event-file.js";
import { describeWeights, readWeightsRecord, type WeightsRecord } from "./starting-weights.js";
import type { FromTraining, TrainingRequest } from "./training-process.js";

/** How the process that computes talks to the one that shows. */
export interface TrainingChannel {
  send(message: FromTraining): void;
  /** True once a stop was asked for. */
  stopped(): boolean;
}

/**
 * One run from request to `done`, in this process. Everything that can be wrong with the request is found
 * before the run folder is made; a stop that is asked for until then leaves nothing.
 */
export async function runTrainingRequest(
  request: TrainingRequest,
  channel: TrainingChannel,
): Promise<void> {
  const config = parseRunConfig(request.configText, request.source, request.overrides);
  const files = openRunFolder(request.out);
  checkRunFolder(request, config);
  const already = request.resume ? finishedResults(files) : null;
  if (already !== null) {
    const { smallestCell } = readPlan(files);
    channel.send({ type: "finished", results: shown(already, smallestCell), already: true });
    return;
  }
  const backend = await loadBackend(config.runtime.backend ?? undefined);
  resolveDevice(backend, config.runtime.device);
  const run = await prepareRun(
    config,
    request.base,
    backend,
    (done, total) => channel.send({ type: "data", done, total }),
    startedFrom(config, files),
  );
  const { smallestCell } = run.dataset;
  const planText = describeSets(run.sets.tables, config.sampling, "readable", smallestCell);
  const runtime = describeRuntime(backend, run.job.threads);
  const sampling = config.sampling === "natural" ? "" : `+${config.sampling}`;
  const title = `${config.method.name}${sampling} on ${run.dataset.name}`;
  const notes = [
    ...(run.dataset.notes ?? []),
    ...(run.weights ? describeWeights(run.weights) : []),
    ...notesOf(config.method, { isRebalanced: config.sampling === "rebalance" }).map(
      (text) => `note: ${text}`,
    ),
  ];
  channel.send({ type: "prepared", runtime, planText, title, notes });
  if (await stoppedBefore(channel)) {
    channel.send({ type: "stopped", epoch: null });
    return;
  }

  makeRunFolder(request.out);
  const release = await lockRunFolder(request.out);
  try {
    // Another process may have been here while the data were prepared.
    checkRunFolder(request, config);
    const configText = stringify(config);
    const environment = environmentOf(config, backend, run);
    files.replace(runFolderNames.config, configText);
    files.replace(runFolderNames.environment, `${JSON.stringify(environment, null, 2)}\n`);
    files.replace(runFolderNames.plan, `${JSON.stringify(planRecord(run), null, 2)}\n`);
    files.replace(runFolderNames.method, `${JSON.stringify(run.blueprint, null, 2)}\n`);
    if (run.weights !== null) {
      files.replace(runFolderNames.weights, `${JSON.stringify(run.weights, null, 2)}\n`);
    }
    if (run.dataset.lock !== undefined) files.replace(runFolderNames.cohortLock, run.dataset.lock);
    const outcome = await runTraining(run.job, {
      files,
      now: () => performance.now() / 1000,
      onProgress: throttled((progress) => channel.send({ type: "progress", progress })),
      onEpoch: (line) => {
        if (config.train.tensorboard) writeEventFile(files);
        channel.send({ type: "epoch", line: shownEpoch(line, smallestCell) });
      },
      shouldStop: () => channel.stopped(),
    });
    if (outcome.status === "stopped") {
      channel.send({ type: "stopped", epoch: outcome.epoch });
      return;
    }
    const { exampleImages = true } = request;
    const about = { name: basename(request.out), configText, environment, exampleImages };
    const results = await finishRun(run, config, outcome, files, about);
    channel.send({ type: "finished", results: shown(results, smallestCell), already: false });
  } finally {
    release();
  }
}

/** Was a stop asked for while the data were prepared? Messages are heard between turns of the event loop. */
async function stoppedBefore(channel: TrainingChannel): Promise<boolean> {
  await setImmediate();
  return channel.stopped();
}

/** What a run that goes on from a checkpoint started from; null where it starts, or started from scratch. */
function startedFrom({ model }: RunConfig, files: RunFiles): WeightsRecord | null {
  const goesOn = model.weights !== undefined && files.read(runFileNames.lastCheckpoint) !== null;
  return goesOn ? readWeightsRecord(files) : null;
}

/** Results of a run that is done, or null. */
function finishedResults(files: RunFiles): AnyRunResults | null {
  if (files.read(runFolderNames.done) === null) return null;
  const { results } = runFolderNames;
  return parseRunJson<AnyRunResults>(files.read(results) ?? "", results);
}

/** A line of `metrics.jsonl` as it may be shown. */
function shownEpoch(
  line: Readonly<Record<string, unknown>>,
  smallestCell = 1,
): Readonly<Record<string, unknown>> {
  if (smallestCell <= 1) return line;
  // The loop has written it: `loss` and the keys of a set.
  const validation = line["validation"] as AnyTestResult;
  return { ...line, validation: hideSmallGroupsOfSet(validation, smallestCell) };
}

/** At most ten messages a second, but never the last one of an epoch lost. */
function throttled<T extends { readonly batch: number; readonly batches: number }>(
  send: (value: T) => void,
): (value: T) => void {
  let last = -Infinity;
  return (value) => {
    const now = performance.now();
    if (now - last < 100 && value.batch < value.batches) return;
    last = now;
    send(value);
  };
}

function describeRuntime(backend: Backend, threads: number): string {
  const slow = backend.runtime === "wasm" ? ", slower than native: install onnxruntime-node" : "";
  const plural = threads === 1 ? "" : "s";
  return `ONNX Runtime ${backend.version}, ${backend.runtime}, ${threads} thread${plural}${slow}`;
}

function environmentOf(config: RunConfig, backend: Backend, run: PreparedRun) {
  return {
    ...machineOf(config, backend, run.job.threads),
    dataHash: run.dataset.contentHash,
    configHash: run.job.configHash,
  };
}
