import { availableParallelism, cpus, totalmem } from "node:os";
import { createRng } from "../base/rng.js";
import { matmul } from "../graph/ops/matmul.js";
import { input } from "../graph/ops/source.js";
import { createProgram } from "../graph/program.js";
import type { Backend, RuntimeName } from "../runtime/backend.js";
import { compile } from "../runtime/compile.js";
import { loadBackend } from "../runtime/load.js";

/** What `doctor` found about one runtime. */
export interface RuntimeReport {
  readonly runtime: RuntimeName;
  /** Null where it does not load; then `problem` says why. */
  readonly version: string | null;
  readonly devices: readonly string[];
  /** Speed of a matrix product, by threads: 10⁹ floating-point operations a second. */
  readonly gigaflops: Readonly<Record<number, number>>;
  readonly problem: string | null;
}

/** What `doctor` found. */
export interface DoctorReport {
  readonly node: string;
  readonly platform: string;
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGigabytes: number;
  readonly runtimes: readonly RuntimeReport[];
}

/** Look at this machine: versions, runtimes, devices, and about a second of matrix products for each. */
export async function examine(): Promise<DoctorReport> {
  return {
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
    cpu: cpus()[0]?.model.trim() ?? "unknown",
    cores: availableParallelism(),
    memoryGigabytes: totalmem() / 2 ** 30,
    runtimes: [await examineRuntime("native"), await examineRuntime("wasm")],
  };
}

async function examineRuntime(runtime: RuntimeName): Promise<RuntimeReport> {
  try {
    const backend = await loadBackend(runtime);
    const threads = runtime === "wasm" ? [1] : [...new Set([1, availableParallelism()])];
    const gigaflops: Record<number, number> = {};
    for (const count of threads) gigaflops[count] = await matmulSpeed(backend, count);
    const { version, devices } = backend;
    return { runtime, version, devices, gigaflops, problem: null };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return { runtime, version: null, devices: [], gigaflops: {}, problem };
  }
}

/** Best of the products that fit into half a second, in GFLOP/s. */
async function matmulSpeed(backend: Backend, threads: number): Promise<number> {
  const size = 512;
  const left = input("left", [size, size]);
  const right = input("right", [size, size]);
  const program = createProgram("speed-test", { product: matmul(left, right) });
  const executable = await compile(program, backend, { threads });
  const rng = createRng("speed-test");
  const feeds = {
    left: Float32Array.from({ length: size * size }, () => rng.uniform()),
    right: Float32Array.from({ length: size * size }, () => rng.uniform()),
  };
  const fetches = { product: new Float32Array(size * size) };
  let best = Infinity;
  const end = performance.now() + 500;
  while (performance.now() < end) {
    const started = performance.now();
    await executable.run(feeds, fetches);
    best = Math.min(best, performance.now() - started);
  }
  await executable.dispose();
  return (2 * size ** 3) / best / 1e6;
}
