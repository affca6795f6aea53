import type { InferenceSession } from "onnxruntime-common";
import { RuntimeError } from "../base/errors.js";
import type { Backend } from "./backend.js";

/** What goes into a model: float32 images, int32 attributes. */
export type ModelInput =
  | { readonly dtype: "float32"; readonly shape: readonly number[]; readonly data: Float32Array }
  | { readonly dtype: "int32"; readonly shape: readonly number[]; readonly data: Int32Array };

/** What comes out of one: float32 in C order. */
export interface ModelOutput {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** An ONNX model with its weights inside, ready to run. Runs of one model must not overlap. */
export interface Model {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Shape of an input as the model declares it: a name where an extent is free, empty where it does not say. */
  readonly shapeOf: (input: string) => readonly (number | string)[];
  /** @throws RuntimeError where ONNX Runtime fails, or an output is not float32. */
  run(inputs: Readonly<Record<string, ModelInput>>): Promise<Record<string, ModelOutput>>;
  dispose(): Promise<void>;
}

/**
 * Open an exported model.
 * @param source for messages.
 * @throws RuntimeError where ONNX Runtime does not take it.
 */
export async function openModel(
  bytes: Uint8Array,
  { ort, runtime }: Backend,
  source: string,
): Promise<Model> {
  const session = await refuseFor(source, "does not load", () =>
    ort.InferenceSession.create(bytes, {
      executionProviders: [runtime === "wasm" ? "wasm" : "cpu"],
      logSeverityLevel: 3,
    }),
  );
  return {
    inputs: session.inputNames,
    outputs: session.outputNames,
    shapeOf: (input) => {
      const found = session.inputMetadata.find(({ name }) => name === input);
      return found?.isTensor === true ? found.shape : [];
    },
    async run(inputs) {
      const feeds = Object.fromEntries(
        Object.entries(inputs).map(([name, { dtype, data, shape }]) => [
          name,
          dtype === "float32"
            ? new ort.Tensor(dtype, data, shape)
            : new ort.Tensor(dtype, data, shape),
        ]),
      );
      const found = await refuseFor(source, "does not run", () => session.run(feeds));
      return floatsOf(found, source);
    },
    dispose: () => session.release(),
  };
}

async function refuseFor<T>(source: string, what: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new RuntimeError(source, `the model ${what}`, { reason }, error);
  }
}

function floatsOf(found: InferenceSession.ReturnType, source: string): Record<string, ModelOutput> {
  return Object.fromEntries(
    Object.entries(found).map(([name, { data, dims, type }]) => {
      if (data instanceof Float32Array) return [name, { shape: dims, data }];
      throw new RuntimeError(`${source}, output ${name}`, "type of an output", {
        expected: "float32",
        got: type,
      });
    }),
  );
}
