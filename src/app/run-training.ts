import { accessSync, constants, existsSync, readdirSync, statSync } from "node:fs";
import { cpus } from "node:os";
import { basename, dirname, join } from "node:path";
import { stringify } from "yaml";
import { ConfigError } from "../base/errors.js";
import { parseRunConfig } from "../config/parse-config.js";
import type { RunConfig } from "../config/run-config.js";
import { describeSets } from "../data/sampling/describe-sets.js";
import type { RunResults } from "../evaluation/results.js";
import type { Backend } from "../runtime/backend.js";
import { resolveDevice } from "../runtime/compile.js";
import { loadBackend } from "../runtime/load.js";
import { runTraining } from "../training/loop.js";
import type { RunFiles } from "../training/run-files.js";
import { finishRun } from "./finish-run.js";
import { prepareRun, type PreparedRun } from "./prepare-run.js";
import { makeRunFolder, openRunFolder, readIfThere, runFolderNames } from "./run-folder.js";
import { lockRunFolder } from "./run-lock.js";
import type { FromTraining, TrainingRequest } from "./training-process.js";

/** How the process that computes talks to the one that shows. */
export interface TrainingChannel {
  send(message: FromTraining): void;
  /** True once a stop was asked for. */
  stopped(): boolean;
}

/**
 * One run from request to `done`, in this process. Everything that can be wrong with the request is found
 * before the run folder is made.
 */
export async function runTrainingRequest(
  request: TrainingRequest,
  channel: TrainingChannel,
): Promise<void> {
  const config = parseRunConfig(request.configText, request.source, request.overrides);
  const files = openRunFolder(request.out);
  checkFolder(request, config);
  const already = request.resume ? finishedResults(files) : null;
  if (already !== null) {
    channel.send({ type: "finished", results: already, already: true });
    return;
  }
  const backend = await loadBackend(config.runtime.backend ?? undefined);
  resolveDevice(backend, config.runtime.device);
  const run = await prepareRun(config, request.base, backend, (done, total) =>
    channel.send({ type: "data", done, total }),
  );
  const planText = describeSets(run.sets.tables, config.sampling);
  const runtime = describeRuntime(backend, run.job.threads);
  const sampling = config.sampling === "rebalance" ? "+rebalance" : "";
  const title = `${config.method.name}${sampling} on ${run.dataset.name}`;
  channel.send({ type: "prepared", runtime, planText, title });

  makeRunFolder(request.out);
  const release = await lockRunFolder(request.out);
  try {
    // Another process may have been here while the data were prepared.
    checkFolder(request, config);
    const configText = stringify(config);
    const environment = environmentOf(config, backend, run);
    files.replace(runFolderNames.config, configText);
    files.replace(runFolderNames.environment, `${JSON.stringify(environment, null, 2)}\n`);
    files.replace(
      runFolderNames.plan,
      `${JSON.stringify({ shares: run.shares, tables: run.sets.tables, associations: run.sets.associations }, null, 2)}\n`,
    );
    const outcome = await runTraining(run.job, {
      files,
      now: () => performance.now() / 1000,
      onProgress: throttled((progress) => channel.send({ type: "progress", progress })),
      onEpoch: (line) => channel.send({ type: "epoch", line }),
      shouldStop: () => channel.stopped(),
    });
    if (outcome.status === "stopped") {
      channel.send({ type: "stopped", epoch: outcome.epoch });
      return;
    }
    const about = { name: basename(request.out), configText, environment };
    const results = await finishRun(run, config, outcome, files, about);
    channel.send({ type: "finished", results, already: false });
  } finally {
    release();
  }
}

/** Results of a run that is done, or null. */
function finishedResults(files: RunFiles): RunResults | null {
  if (files.read(runFolderNames.done) === null) return null;
  const text = new TextDecoder().decode(files.read(runFolderNames.results) ?? new Uint8Array());
  return JSON.parse(text) as RunResults;
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

/**
 * Is this folder free for a new run, or does it hold the run to go on with?
 * @throws ConfigError where it is not: names the key that differs for a run with another configuration.
 * `runtime` may differ: a run may go on with other threads (same bytes) or on another runtime (not the same).
 */
function checkFolder({ out, resume }: TrainingRequest, config: RunConfig): void {
  requirePlace(out);
  const path = join(out, runFolderNames.config);
  const stored = readIfThere(path);
  if (!resume) {
    if (isFree(out)) return;
    throw new ConfigError("--out", "the folder exists", {
      got: out,
      advice:
        stored === null
          ? "Choose another folder: this one holds other files."
          : "Choose another folder, or go on with the run in it by --resume.",
    });
  }
  if (stored === null) {
    throw new ConfigError("--resume", "no run in this folder", {
      got: out,
      advice: isFree(out)
        ? "Leave out --resume to start it."
        : "Choose another folder: this one holds other files.",
    });
  }
  const known = parseRunConfig(new TextDecoder().decode(stored), path);
  const different = differingKey({ ...known, runtime: null }, { ...config, runtime: null }, "");
  if (different !== null) {
    throw new ConfigError("--resume", `the run was started with another ${different}`, {
      advice: `Restore that key, or choose another --out. The run's own settings are in ${path}.`,
    });
  }
}

/** @throws ConfigError where no folder can be made at `out`: a file is in the way, or it may not be written. */
function requirePlace(out: string): void {
  let place = out;
  while (!existsSync(place)) place = dirname(place);
  if (!statSync(place).isDirectory()) {
    const got = place === out ? out : `${out} (${place} is a file)`;
    throw new ConfigError("--out", "not a folder", { got, advice: "Choose another folder." });
  }
  try {
    accessSync(place, constants.W_OK);
  } catch {
    throw new ConfigError("--out", "no permission to write there", {
      got: place,
      advice: "Choose another folder.",
    });
  }
}

/** Is there nothing in the folder but what a start that failed at once may leave? */
function isFree(folder: string): boolean {
  return (
    !existsSync(folder) ||
    readdirSync(folder).every((name) => name === runFolderNames.lock || name.endsWith(".tmp"))
  );
}

/** Dotted path of the first key whose values differ, or null. */
function differingKey(left: unknown, right: unknown, path: string): string | null {
  const bothObjects =
    typeof left === "object" && typeof right === "object" && left !== null && right !== null;
  if (!bothObjects) return Object.is(left, right) ? null : path;
  const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
  for (const key of keys) {
    const found = differingKey(
      (left as Record<string, unknown>)[key],
      (right as Record<string, unknown>)[key],
      path === "" ? key : `${path}.${key}`,
    );
    if (found !== null) return found;
  }
  return null;
}

function describeRuntime(backend: Backend, threads: number): string {
  const slow = backend.runtime === "wasm" ? ", slower than native: install onnxruntime-node" : "";
  const plural = threads === 1 ? "" : "s";
  return `ONNX Runtime ${backend.version}, ${backend.runtime}, ${threads} thread${plural}${slow}`;
}

function environmentOf(config: RunConfig, backend: Backend, run: PreparedRun) {
  return {
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
    cpu: cpus()[0]?.model.trim() ?? "unknown",
    onnxruntime: backend.version,
    runtime: backend.runtime,
    device: resolveDevice(backend, config.runtime.device),
    threads: run.job.threads,
    dataHash: run.dataset.contentHash,
    configHash: run.job.configHash,
  };
}
