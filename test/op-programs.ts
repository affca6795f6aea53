/** Programs from the operator table, and how they are run by the reference and by ONNX Runtime. */
import { createRng } from "../src/base/rng.js";
import { sizeOf } from "../src/base/ndarray.js";
import { gradients } from "../src/graph/gradient.js";
import { add, mul } from "../src/graph/ops/elementwise.js";
import { sum } from "../src/graph/ops/reduce.js";
import { input } from "../src/graph/ops/source.js";
import { createProgram, type Program } from "../src/graph/program.js";
import type { Tensor } from "../src/graph/tensor.js";
import type { DType, ReferenceArray } from "../src/graph/types.js";
import type { Backend } from "../src/runtime/backend.js";
import { allocate, compile, type HostArray } from "../src/runtime/compile.js";
import type { BuiltCase } from "./op-cases.js";

/** A program with its feeds. */
export interface FedProgram {
  readonly program: Program;
  readonly feeds: Readonly<Record<string, ReferenceArray>>;
}

/** The results of a case: `result0`, `result1`, … */
export function resultProgram(title: string, { outputs, feeds }: BuiltCase): FedProgram {
  const named = outputs.map((tensor, index) => [`result${index}`, tensor] as const);
  return { program: createProgram(title, Object.fromEntries(named)), feeds };
}

/**
 * The loss Σ weight·result over all float results, and its gradient by every float operand that has one
 * (`gradient0`, …). Null where no result is float.
 */
export function gradientProgram(
  title: string,
  { inputs, outputs, feeds }: BuiltCase,
): (FedProgram & { readonly loss: Program }) | null {
  const rng = createRng("op-programs");
  const weights: Record<string, ReferenceArray> = {};
  const terms = outputs.flatMap((tensor, index) => {
    if (tensor.dtype !== "float32") return [];
    const name = `weight${index}`;
    const data = Float64Array.from({ length: sizeOf(tensor.shape) }, () =>
      Math.fround(rng.uniform() + 0.5),
    );
    weights[name] = { shape: tensor.shape, data };
    return [sum(mul(tensor, input(name, tensor.shape)))];
  });
  if (terms.length === 0) return null;
  const loss = terms.reduce((total, term) => add(total, term));
  const found = gradients(loss, inputs);
  const named = found.flatMap((tensor, index) =>
    tensor === null ? [] : [[`gradient${index}`, tensor] as const],
  );
  return {
    loss: createProgram(title, { loss }),
    program: createProgram(title, Object.fromEntries<Tensor>([["loss", loss], ...named])),
    feeds: { ...feeds, ...weights },
  };
}

/** The reference's arrays as ONNX Runtime takes them. */
export function hostFeeds({ program, feeds }: FedProgram): Record<string, HostArray> {
  return Object.fromEntries(
    program.inputs.map(({ name, tensor }) => {
      const { data } = feeds[name] ?? { data: new Float64Array(0) };
      return [name, hostArray(tensor.dtype, data)];
    }),
  );
}

function hostArray(dtype: DType, values: Float64Array): HostArray {
  if (dtype === "int64") return BigInt64Array.from(values, BigInt);
  const array = allocate(dtype, values.length);
  for (const [index, value] of values.entries()) array[index] = value;
  return array;
}

/** One run in a session of its own. */
export async function runOnce(
  fed: FedProgram,
  backend: Backend,
  options: { readonly threads: number; readonly contrib?: boolean },
): Promise<Record<string, HostArray>> {
  const executable = await compile(fed.program, backend, options);
  try {
    return await executable.run(hostFeeds(fed));
  } finally {
    await executable.dispose();
  }
}

/** Elements as numbers, whatever their type. */
export function numbersOf(array: HostArray | undefined): number[] {
  return Array.from(array ?? [], Number);
}

/** A reference result as float32 (or exact integers) would hold it: too large becomes infinite. */
export function roundedReference(
  program: Program,
  name: string,
  results: Readonly<Record<string, ReferenceArray>>,
): number[] {
  const port = program.outputs.find((output) => output.name === name);
  return Array.from(results[name]?.data ?? [], (value) =>
    port?.tensor.dtype === "float32" ? Math.fround(value) : value,
  );
}
