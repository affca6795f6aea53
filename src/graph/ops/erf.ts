/** The error function and the activation that needs it. */
import { at } from "../../base/ndarray.js";
import { defineOp, single, type OpFunction } from "../op.js";
import { mapReference } from "../reference.js";
import type { Tensor } from "../tensor.js";
import { add, exp, floatOnly, mul, need, needTensor, neg } from "./elementwise.js";

/**
 * erf(x) = 2/√π ∫₀ˣ e^(−t²) dt, in [−1, 1]; erf(±∞) = ±1.
 * @source ONNX Erf.
 */
export const erf: OpFunction<(x: Tensor) => Tensor> = defineOp<
  Readonly<Record<string, never>>,
  (x: Tensor) => Tensor
>(
  "erf",
  {
    infer: ([x]) => [floatOnly("erf", x)],
    reference: ([x]) => [mapReference(need(x), erfValue)],
    gradient: ({ inputs, outputGradients }) => [
      () => {
        const x = at(inputs, 0);
        const density = mul(exp(neg(mul(x, x))), 2 / Math.sqrt(Math.PI));
        return mul(needTensor(outputGradients[0]), density);
      },
    ],
    lower: (onnx, inputs) => [onnx.node("Erf", inputs)],
  },
  (apply) => (x) => single(apply([x], {})),
);

/** erf in float64: 2/√π · e^(−x²) · Σ 2ⁿ x^(2n+1) / (2n + 1)!!, a sum without cancellation. */
function erfValue(x: number): number {
  if (Math.abs(x) > 6) return Math.sign(x);
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > Math.abs(sum) * 1e-17; n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

/**
 * x · Φ(x), Φ the distribution function of the standard normal: x [*] -> [*].
 * @source Hendrycks & Gimpel 2016; PyTorch GELU with approximate = "none".
 */
export function gelu(x: Tensor): Tensor {
  return mul(mul(x, 0.5), add(erf(mul(x, Math.SQRT1_2)), 1));
}
