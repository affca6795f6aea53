import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { basename, join } from "node:path";
import { stringify } from "yaml";
import { ConfigError } from "../base/errors.js";
import { parseRunConfig } from "../config/parse-config.js";
import type { RunConfig } from "../config/run-config.js";
import { formatRealisedTable } from "../data/sampling/realised-table.js";
import type { RunResults } from "../evaluation/results.js";
import type { Backend } from "../runtime/backend.js";
import { resolveDevice } from "../runtime/compile.js";
import { loadBackend } from "../runtime/load.js";
import { runTraining } from "../training/loop.js";
import { finishRun } from "./finish-run.js";
import { prepareRun, type PreparedRun } from "./prepare-run.js";
import { openRunFolder, runFolderNames } from "./run-folder.js";
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
  if (request.resume) checkResumable(request.out, config);
  if (request.resume && existsSync(join(request.out, runFolderNames.done))) {
    const text = readFileSync(join(request.out, runFolderNames.results), "utf8");
    channel.send({ type: "finished", results: JSON.parse(text) as RunResults, already: true });
    return;
  }
  const backend = await loadBackend(config.runtime.backend ?? undefined);
  resolveDevice(backend, config.runtime.device);
  const run = await prepareRun(config, request.base, backend, (done, total) =>
    channel.send({ type: "data", done, total }),
  );
  const planText = run.sets.tables.map(formatRealisedTable).join("\n\n");
  const runtime = describeRuntime(backend, run.job.threads);
  const sampling = config.sampling === "rebalance" ? "+rebalance" : "";
  const title = `${config.method.name}${sampling} on ${run.dataset.name}`;
  channel.send({ type: "prepared", runtime, planText, title });

  mkdirSync(request.out, { recursive: true });
  const release = await lock(request.out);
  try {
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
 * @throws ConfigError where the folder holds no run, or one with another configuration: names the key that
 * differs. `runtime` may differ, since results do not depend on it.
 */
function checkResumable(out: string, config: RunConfig): void {
  const path = join(out, runFolderNames.config);
  if (!existsSync(path)) {
    throw new ConfigError("--resume", "no run in this folder", {
      got: out,
      advice: "Leave out --resume to start it.",
    });
  }
  const stored = parseRunConfig(readFileSync(path, "utf8"), path);
  const different = differingKey({ ...stored, runtime: null }, { ...config, runtime: null }, "");
  if (different !== null) {
    throw new ConfigError("--resume", `the run was started with another ${different}`, {
      advice: `Restore that key, or choose another --out. The run's own settings are in ${path}.`,
    });
  }
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

/** One process a folder. A lock whose process is gone is stale; one that is ending is waited for. */
async function lock(out: string): Promise<() => void> {
  const path = join(out, runFolderNames.lock);
  for (let tries = 0; existsSync(path); tries++) {
    const holder = Number(readFileSync(path, "utf8"));
    if (!isAlive(holder)) break;
    if (tries === 50) {
      throw new ConfigError(out, "another process is training here", { pid: holder });
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  writeFileSync(path, String(process.pid));
  return () => rmSync(path, { force: true });
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0 || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
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
