/** Uses of every operator: the sweeps of this folder iterate over them. An operator without a case does not compile. */
import { createRng } from "../src/base/rng.js";
import type { OpName } from "../src/graph/op-names.js";
import { input } from "../src/graph/ops/source.js";
import type { Tensor } from "../src/graph/tensor.js";
import type { ReferenceArray } from "../src/graph/types.js";
import { elementwiseCases } from "./op-cases/elementwise.js";
import { movementCases } from "./op-cases/movement.js";
import type { OpCase } from "./op-cases/operand.js";
import { reduceCases } from "./op-cases/reduce.js";
import { selectCases } from "./op-cases/select.js";
import { windowCases } from "./op-cases/window.js";

export const opCases = {
  ...elementwiseCases,
  ...movementCases,
  ...reduceCases,
  ...selectCases,
  ...windowCases,
} satisfies Readonly<Record<OpName, readonly OpCase[]>>;

/** A case with its inputs, results and values. */
export interface BuiltCase {
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly Tensor[];
  /** By input name; float32 operands are rounded to float32. */
  readonly feeds: Readonly<Record<string, ReferenceArray>>;
}

/** Inputs `operand0`, `operand1`, …, the results on them, and values drawn by operator and title. */
export function buildCase(name: string, { title, operands, build }: OpCase): BuiltCase {
  const rng = createRng(`op-cases/${name}/${title}`);
  const inputs = operands.map(({ shape, dtype }, index) => input(`operand${index}`, shape, dtype));
  const result = build(...inputs);
  const feeds = Object.fromEntries(
    operands.map(({ shape, dtype, draw }, index) => {
      const values = draw(rng.child(String(index)));
      const data = Float64Array.from(dtype === "float32" ? values.map(Math.fround) : values);
      return [`operand${index}`, { shape, data }];
    }),
  );
  return { inputs, outputs: "node" in result ? [result] : result, feeds };
}

/** Every case as rows of a test table. */
export function allCases(): [name: string, title: string, opCase: OpCase][] {
  return Object.entries<readonly OpCase[]>(opCases).flatMap(([name, cases]) =>
    cases.map((opCase): [string, string, OpCase] => [name, opCase.title, opCase]),
  );
}
