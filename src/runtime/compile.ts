import type { InferenceSession, Tensor } from "onnxruntime-common";
import { ConfigError, RuntimeError, ShapeError } from "../base/errors.js";
import { sizeOf } from "../base/ndarray.js";
import { stateWrittenInPlace } from "../graph/in-place.js";
import { emitOnnx, onnxOutputName } from "../graph/onnx/emit.js";
import type { Port, Program } from "../graph/program.js";
import type { DType } from "../graph/types.js";
import type { Backend, DeviceName } from "./backend.js";

/** Host memory of each element type; bool is one byte, 0 or 1. */
export interface HostArrays {
  readonly float32: Float32Array;
  readonly int32: Int32Array;
  readonly int64: BigInt64Array;
  readonly uint32: Uint32Array;
  readonly uint8: Uint8Array;
  readonly bool: Uint8Array;
}
export type HostArray = HostArrays[DType];

/** How a program is run. */
export interface CompileOptions {
  /** Threads inside an operator. Results do not depend on it (see docs/determinism.md). */
  readonly threads: number;
  readonly device?: DeviceName;
  /** Emit com.microsoft operators where the backend has them; default true. */
  readonly contrib?: boolean;
}

/** A program, ready to run. Runs of one executable must not overlap. */
export interface Executable {
  readonly program: Program;
  /** State that may be fetched into the very buffer that it is fed from; all other fetches need their own. */
  readonly inPlace: ReadonlySet<string>;
  /**
   * Run once. Every input of the program must be fed. Outputs named in `fetches` are written there (and
   * returned); the others come in new memory.
   * @throws ShapeError where an array has another length than its input or output.
   * @throws RuntimeError where ONNX Runtime fails; carries its message.
   */
  run(
    feeds: Readonly<Record<string, HostArray>>,
    fetches?: Readonly<Record<string, HostArray>>,
  ): Promise<Record<string, HostArray>>;
  dispose(): Promise<void>;
}

/**
 * The threads of a session stop waiting actively once its run is over. They would go on for a while, on the cores that
 * the next phase's session needs: two sessions in turn took 1.6 times as long at two threads (bench/sessions.mjs).
 */
const quietBetweenRuns = { session: { force_spinning_stop: "1" } };

/**
 * Compile `program` for `backend`: emission, then an ORT session.
 * @throws ConfigError where the device is not available here. @throws RuntimeError where ORT refuses.
 */
export async function compile(
  program: Program,
  backend: Backend,
  options: CompileOptions,
): Promise<Executable> {
  const device = resolveDevice(backend, options.device ?? "auto");
  const contrib = backend.contrib && (options.contrib ?? true);
  const channelBlock = contrib && device === "cpu" ? backend.channelBlock : null;
  const bytes = emitOnnx(program, { contrib, channelBlock });
  let session: InferenceSession;
  try {
    session = await backend.ort.InferenceSession.create(bytes, {
      executionProviders: [backend.runtime === "wasm" ? "wasm" : device],
      intraOpNumThreads: options.threads,
      interOpNumThreads: 1,
      executionMode: "sequential",
      graphOptimizationLevel: "all",
      // A planned block lies beside the arena of the first run: a fifth more memory, and no faster (bench/).
      enableMemPattern: false,
      logSeverityLevel: 3,
      ...(backend.runtime === "native" ? { extra: quietBetweenRuns } : {}),
    });
  } catch (error) {
    throw new RuntimeError(
      program.name,
      `ONNX Runtime refuses the program: ${messageOf(error)}`,
      {},
      error,
    );
  }
  return createExecutable(program, backend, session);
}

/** @throws ConfigError naming what is available and what to set. */
export function resolveDevice(backend: Backend, device: DeviceName): Exclude<DeviceName, "auto"> {
  // `auto` stays on the CPU: only there is byte determinism promised.
  if (device === "auto") return "cpu";
  if (!backend.devices.includes(device)) {
    const others = backend.runtime === "wasm" ? " Other devices need runtime.backend=native." : "";
    throw new ConfigError("runtime.device", `${device} is not available here`, {
      available: ["auto", ...backend.devices],
      runtime: backend.runtime,
      advice: `Set runtime.device=cpu; \`unconfound doctor\` shows what this machine has.${others}`,
    });
  }
  return device;
}

function createExecutable(
  program: Program,
  backend: Backend,
  session: InferenceSession,
): Executable {
  const inputs = new Map(program.inputs.map((port) => [port.name, port]));
  const outputs = new Map(program.outputs.map((port) => [port.name, port]));
  const onnxNames = new Map(
    program.outputs.map(({ name }) => [name, onnxOutputName(program, name)]),
  );
  // Wrapping is cached by buffer: a training step passes the same buffers every time.
  const wrapped = new WeakMap<HostArray, Tensor>();

  function wrap(port: Port, data: HostArray): Tensor {
    const known = wrapped.get(data);
    if (known !== undefined) return known;
    const { dtype, shape } = port.tensor;
    if (data.length !== sizeOf(shape)) {
      throw new ShapeError(`${program.name}.${port.name}`, "array length", {
        expected: shape,
        got: data.length,
      });
    }
    const tensor = new backend.ort.Tensor(dtype, data as never, [...shape]);
    wrapped.set(data, tensor);
    return tensor;
  }

  function wrapAll(
    ports: ReadonlyMap<string, Port>,
    arrays: Readonly<Record<string, HostArray>>,
    role: string,
  ): Record<string, Tensor> {
    const tensors: Record<string, Tensor> = {};
    for (const [name, data] of Object.entries(arrays)) {
      const port = ports.get(name);
      if (port === undefined) throw new RuntimeError(program.name, `no ${role} is called ${name}`);
      tensors[name] = wrap(port, data);
    }
    return tensors;
  }

  return {
    program,
    inPlace: stateWrittenInPlace(program),
    async run(feeds, fetches = {}) {
      const feedTensors = wrapAll(inputs, feeds, "input");
      for (const name of inputs.keys()) {
        if (!(name in feedTensors))
          throw new RuntimeError(program.name, `input ${name} is not fed`);
      }
      const checked = wrapAll(outputs, fetches, "output");
      // The wasm runtime does not write into given memory: its results are copied there by `collect`.
      const given: Record<string, Tensor> = backend.runtime === "wasm" ? {} : checked;
      const fetchTensors: Record<string, Tensor | null> = {};
      for (const [name, onnxName] of onnxNames) fetchTensors[onnxName] = given[name] ?? null;
      let results: InferenceSession.ReturnType;
      try {
        results = await session.run(feedTensors, fetchTensors);
      } catch (error) {
        throw new RuntimeError(program.name, `ONNX Runtime failed: ${messageOf(error)}`, {}, error);
      }
      return collect(onnxNames, program.name, results, fetches);
    },
    dispose: () => session.release(),
  };
}

/** Results as host arrays; the wasm runtime returns new memory, which is copied into the fetches. */
function collect(
  onnxNames: ReadonlyMap<string, string>,
  programName: string,
  results: InferenceSession.ReturnType,
  fetches: Readonly<Record<string, HostArray>>,
): Record<string, HostArray> {
  const values: Record<string, HostArray> = {};
  for (const [name, onnxName] of onnxNames) {
    const data = results[onnxName]?.data as HostArray | undefined;
    if (data === undefined) throw new RuntimeError(programName, `output ${name} is missing`);
    const target = fetches[name];
    if (target === undefined || target === data) {
      values[name] = data;
    } else {
      (target as { set(source: HostArray): void }).set(data);
      values[name] = target;
    }
  }
  return values;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** New memory of `length` elements. */
export function allocate<D extends DType>(dtype: D, length: number): HostArrays[D] {
  const makers: { readonly [K in DType]: (length: number) => HostArrays[K] } = {
    float32: (count) => new Float32Array(count),
    int32: (count) => new Int32Array(count),
    int64: (count) => new BigInt64Array(count),
    uint32: (count) => new Uint32Array(count),
    uint8: (count) => new Uint8Array(count),
    bool: (count) => new Uint8Array(count),
  };
  return makers[dtype](length);
}
