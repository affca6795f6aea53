/** What a case of the operator table is made of. */
import type { Rng } from "../../src/base/rng.js";
import { sizeOf } from "../../src/base/ndarray.js";
import type { Tensor } from "../../src/graph/tensor.js";
import type { DType, Shape } from "../../src/graph/types.js";

/** One fed operand: its type and the law of its values. */
export interface Operand {
  readonly dtype: DType;
  readonly shape: Shape;
  readonly draw: (rng: Rng) => number[];
}

/** One use of an operator. */
export interface OpCase {
  readonly title: string;
  readonly operands: readonly Operand[];
  readonly build: (...operands: readonly Tensor[]) => Tensor | readonly Tensor[];
  /** Why central differences say nothing here (a kink, an infinite value); the values are still compared. */
  readonly noDifference?: string;
  /** Why the operand at this position has no gradient although it is float32. */
  readonly notLearnt?: Readonly<Record<number, string>>;
  /** A looser relative tolerance than tolerances.ts gives, and which term loses the digits. */
  readonly tolerance?: { readonly relative: number; readonly because: string };
}

/** Uniform in [low, high). */
export function uniform(shape: Shape, low = -2, high = 2): Operand {
  const draw = (rng: Rng) =>
    Array.from({ length: sizeOf(shape) }, () => low + (high - low) * rng.uniform());
  return { dtype: "float32", shape, draw };
}

/** Magnitude in [0.2, 2), either sign: for operators with a kink or a pole at 0. */
export function awayFromZero(shape: Shape): Operand {
  const draw = (rng: Rng) =>
    Array.from({ length: sizeOf(shape) }, () => {
      const magnitude = 0.2 + 1.8 * rng.uniform();
      return rng.uniform() < 0.5 ? magnitude : -magnitude;
    });
  return { dtype: "float32", shape, draw };
}

/** A shuffled ladder from about −2 to 2 without equal values: for operators that compare elements. */
export function distinct(shape: Shape): Operand {
  const size = sizeOf(shape);
  const draw = (rng: Rng) =>
    Array.from(rng.permutation(size), (rank) => (4 * (rank + 0.5)) / size - 2);
  return { dtype: "float32", shape, draw };
}

/** These values. */
export function given(values: readonly number[], shape: Shape, dtype: DType = "float32"): Operand {
  return { dtype, shape, draw: () => [...values] };
}

/** Whole numbers in [low, high). */
export function integers(shape: Shape, low: number, high: number, dtype: DType): Operand {
  const draw = (rng: Rng) =>
    Array.from({ length: sizeOf(shape) }, () => low + rng.integer(high - low));
  return { dtype, shape, draw };
}

/** 0 or 1, as bool. */
export function booleans(shape: Shape): Operand {
  return integers(shape, 0, 2, "bool");
}

/** Values at which careless forms overflow. */
export const extremes = given([-1e4, -100, -1, -0, 0, 1e-4, 1, 100, 1e4], [9]);
