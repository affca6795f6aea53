import { at } from "../base/ndarray.js";
import { add, mul, sub } from "../graph/ops/elementwise.js";
import { gather } from "../graph/ops/gather.js";
import { randomUniform } from "../graph/ops/random.js";
import { cast } from "../graph/ops/select.js";
import { constant } from "../graph/ops/source.js";
import type { Tensor } from "../graph/tensor.js";
import type { Shape } from "../graph/types.js";

/** Steps of the quantile table; draws are read off between them. */
const tableSteps = 4096;
/** Steps of the integral over the lower half. */
const integralSteps = 16384;

/**
 * Draws from Beta(α, α) as a function of a key: uint32 [] -> float32 `shape` in [0, 1]. A uniform number is
 * sent through the quantile function, of which a table of 4097 values is kept; in between it is linear, so that
 * each of 4096 equally likely intervals is met as often as it should be.
 * @param alpha above 0, at most 100.
 */
export function randomBeta(key: Tensor, shape: Shape, alpha: number): Tensor {
  const table = constant(symmetricBetaQuantiles(alpha, tableSteps), [tableSteps + 1]);
  const position = mul(randomUniform(key, shape), tableSteps);
  const below = cast(position, "int64");
  const low = gather(table, below);
  const high = gather(table, add(below, 1));
  return add(low, mul(sub(high, low), sub(position, cast(below, "float32"))));
}

/**
 * Quantiles of Beta(α, α) at 0, 1/steps, …, 1; `steps` even. With x = sin² φ the density of φ is
 * ∝ (sin φ cos φ)^(2α − 1); it is summed over t = φ^s, s = min(1, 2α), in which it stays finite at 0, by the
 * trapezium rule up to the median (φ = π/4). The upper half is the mirror image.
 */
export function symmetricBetaQuantiles(alpha: number, steps: number): Float64Array {
  const power = Math.min(1, 2 * alpha);
  const angle = (step: number) => (Math.PI / 4) * (step / integralSteps) ** (1 / power);
  const density = (step: number) => {
    const phi = angle(step);
    const ratio = phi === 0 ? 1 : (Math.sin(phi) * Math.cos(phi)) / phi;
    return ratio ** (2 * alpha - 1) * phi ** (2 * alpha - power);
  };
  const cumulated = new Float64Array(integralSteps + 1);
  let before = density(0);
  for (let step = 1; step <= integralSteps; step++) {
    const here = density(step);
    cumulated[step] = at(cumulated, step - 1) + (before + here) / 2;
    before = here;
  }
  const half = at(cumulated, integralSteps);
  const quantiles = new Float64Array(steps + 1);
  let step = 0;
  for (let index = 0; index <= steps / 2; index++) {
    const wanted = (half * 2 * index) / steps;
    while (step < integralSteps - 1 && at(cumulated, step + 1) < wanted) step++;
    const [low, high] = [at(cumulated, step), at(cumulated, step + 1)];
    const share = high > low ? (wanted - low) / (high - low) : 0;
    const quantile = Math.sin(angle(step + share)) ** 2;
    quantiles[index] = quantile;
    quantiles[steps - index] = 1 - quantile;
  }
  return quantiles;
}
