import { at } from "../../base/ndarray.js";
import { countOfGroups, valuesOfGroup } from "./groups.js";

/** Law of one attribute given the label. */
export interface AttributeLaw {
  /** Number of values M, at least 2. */
  readonly size: number;
  /** ρ, the probability of the aligned value, in 0..1. */
  readonly strength: number;
  /** π: aligned value of each label value, [K]. */
  readonly aligned: readonly number[];
}

/**
 * Probability of every cell (label × all attributes, numbered by `groupOf`), [G], sum 1:
 *
 * P(y, a₁ … a_J) = P(y) · Π_j P(a_j | y),  P(a_j | y) = ρ_j if a_j = π_j(y), else (1 − ρ_j) / (M_j − 1).
 *
 * Attributes are independent given the label. `labelShares` [K] is P(y). ρ = 1/M is the balanced law.
 * The sampled plan and the weights of `plan: native` both use this function.
 */
export function cellProbabilities(
  labelShares: readonly number[],
  attributes: readonly AttributeLaw[],
): Float64Array {
  const sizes = attributes.map((attribute) => attribute.size);
  return Float64Array.from({ length: countOfGroups(labelShares.length, sizes) }, (_, group) => {
    const [label = 0, ...values] = valuesOfGroup(group, sizes);
    let probability = at(labelShares, label);
    for (const [index, { size, strength, aligned }] of attributes.entries()) {
      probability *=
        at(values, index) === at(aligned, label) ? strength : (1 - strength) / (size - 1);
    }
    return probability;
  });
}

/** The same law with π rotated: π'(y) = (π(y) + steps) mod M. For M = 2 one step is ρ' = 1 − ρ. */
export function rotateLaw(law: AttributeLaw, steps: number): AttributeLaw {
  return { ...law, aligned: law.aligned.map((value) => (value + steps) % law.size) };
}
