import { z } from "zod";
import { sizeOf } from "../../base/ndarray.js";
import { relu } from "../layers/activation.js";
import { flatten } from "../layers/flatten.js";
import { linear } from "../layers/linear.js";
import { sequential, type Layer } from "../layer.js";
import { requireSampleShape, type Encoder } from "./encoder.js";

/**
 * Fully connected network: flatten, then linear-ReLU for each hidden width, then linear F. For embeddings of a
 * foreign backbone ([n]) and for small images. x [B, ...shape] -> [B, F]; PyTorch's default laws.
 * No hidden width: a linear map.
 */
export const mlp: Encoder<{ readonly hidden: readonly number[] }> = {
  name: "mlp",
  title: "Fully connected network, for embeddings and small images",
  config: z.strictObject({
    hidden: z
      .array(z.number().int().positive())
      .readonly()
      .default([256, 256])
      .describe("Widths of the hidden layers, first to last; [] is a linear map."),
  }),
  accepts: "any shape with at least one element, such as [n] or [C, H, W]",
  build: (options, { hidden }) => {
    const inputs = sizeOf(options.shape);
    requireSampleShape(mlp, options, options.shape.length > 0 && inputs > 0);
    const widths = [inputs, ...hidden, options.features];
    const parts: Record<string, Layer> = { flatten };
    for (const [index, outFeatures] of widths.slice(1).entries()) {
      if (index > 0) parts[`relu${index}`] = relu;
      const inFeatures = widths[index] ?? 0;
      parts[`fc${index + 1}`] = linear({ inFeatures, outFeatures });
    }
    return sequential(parts);
  },
};
