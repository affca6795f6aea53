import type { NumberScale } from "../base/number-scale.js";
import { add, mul, sub } from "../graph/ops/elementwise.js";
import { reshape } from "../graph/ops/reduce.js";
import { input } from "../graph/ops/source.js";
import type { Tensor } from "../graph/tensor.js";
import { meanSquaredError } from "../nn/losses/regression.js";

/** Input that carries the numbers of a continuous label or attribute in its own unit: float32 [B], NaN missing. */
export function numberInput(name: string): string {
  return `number/${name}`;
}

/** Output of `predict` that carries what the head of a number says, in the number's own unit: float32 [B, 1]. */
export function numberOutput(name: string): string {
  return `predicted/${name}`;
}

/** Loss term of the head of a number. */
export function squaredErrorTerm(name: string): string {
  return `squared-error/${name}`;
}

/** z* = (x − mean) / standardDeviation of a batch's numbers x: float32 [B], NaN missing. */
export function standardisedNumbers(name: string, batch: number, scale: NumberScale): Tensor {
  return mul(sub(input(numberInput(name), [batch]), scale.mean), 1 / scale.standardDeviation);
}

/**
 * (z − z*)², mean over the rows whose number is known: output z of a head [B, 1], standardised numbers z* [B] -> [].
 * 1 for a head that always says the training mean. A row whose number is missing (NaN) has exactly no gradient; 0
 * where all are.
 */
export function squaredError(output: Tensor, standardised: Tensor): Tensor {
  return meanSquaredError(reshape(output, standardised.shape), standardised);
}

/** What a head says in the number's own unit: z [B, 1] -> z · standardDeviation + mean. */
export function inUnit(output: Tensor, { mean, standardDeviation }: NumberScale): Tensor {
  return add(mul(output, standardDeviation), mean);
}
