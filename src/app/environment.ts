import { cpus } from "node:os";
import type { RunConfig } from "../config/run-config.js";
import type { Backend } from "../runtime/backend.js";
import { resolveDevice } from "../runtime/compile.js";
import { programVersion } from "./program-version.js";

/** What a run is computed with: the part of `env.json` that is not about its data and settings. */
export interface Machine {
  /** Version of this program. */
  readonly unconfound: string;
  readonly node: string;
  readonly platform: string;
  readonly cpu: string;
  readonly onnxruntime: string;
  readonly runtime: string;
  readonly device: string;
  readonly threads: number;
}

/** What a run of `config` is computed with here and now. @throws ConfigError where its device is not available. */
export function machineOf(
  { runtime }: Pick<RunConfig, "runtime">,
  backend: Backend,
  threads: number,
): Machine {
  return {
    unconfound: programVersion(),
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
    cpu: cpus()[0]?.model.trim() ?? "unknown",
    onnxruntime: backend.version,
    runtime: backend.runtime,
    device: resolveDevice(backend, runtime.device),
    threads,
  };
}
