import { ConfigError } from "../../base/errors.js";
import { mul } from "../../graph/ops/elementwise.js";
import { bernoulliMask } from "../../graph/ops/random.js";
import { functionLayer, type Layer } from "../layer.js";

/**
 * Inverted dropout: in training each element is 0 with probability `rate`, else x/(1 − rate), so that the
 * mean is x; in evaluation y = x. The mask is a function of the step's key (`context.randomKey()`), so a
 * resumed run draws the same one. Rate 0 draws nothing and is the identity.
 * @throws ConfigError for a rate outside 0 ≤ rate < 1.
 * @source torch.nn.Dropout
 */
export function dropout(rate: number): Layer {
  if (!(rate >= 0 && rate < 1)) {
    throw new ConfigError("dropout", "rate", { expected: "0 ≤ rate < 1", got: rate });
  }
  return functionLayer((x, context) => {
    if (context.mode === "evaluate" || rate === 0) return x;
    const mask = bernoulliMask(context.randomKey(), x.shape, 1 - rate);
    return mul(x, mul(mask, 1 / (1 - rate)));
  });
}
