import { mean } from "../../graph/ops/reduce.js";
import type { Tensor } from "../../graph/tensor.js";
import {
  applyPart,
  specsOfParts,
  type ApplyContext,
  type Layer,
  type SpecTree,
} from "../../nn/layer.js";
import { linear } from "../../nn/layers/linear.js";
import { headWidth, type MethodContext, type Target } from "../method.js";

/** Parts of the features that belong to attributes, each with a head. */
export interface AttributeParts {
  readonly parameters: SpecTree;
  readonly buffers: SpecTree;
  /** tokens [B, N, C] -> F_j [B, features] and the output of its head, attribute by attribute. */
  read(
    root: ApplyContext,
    tokens: Tensor,
  ): readonly { readonly part: Tensor; readonly output: Tensor }[];
}

/**
 * Beside what labels make of the places a small part for each attribute: F_j = W_j · mean of the places + b_j, of
 * `model.features` numbers, and one linear layer on it, as in `splitModel`. Arrays `attribute.NAME.part` and
 * `attribute.NAME.head`. Ours.
 */
export function attributeParts(
  attributes: readonly Target[],
  channels: number,
  { features }: Pick<MethodContext, "features">,
): AttributeParts {
  const layers = attributes.map((attribute): readonly [name: string, Layer, Layer] => [
    `attribute.${attribute.name}`,
    linear({ inFeatures: channels, outFeatures: features }),
    linear({ inFeatures: features, outFeatures: headWidth(attribute) }),
  ]);
  return {
    ...specsOfParts(
      Object.fromEntries(layers.map(([name, part, head]) => [name, specsOfParts({ part, head })])),
    ),
    read(root, tokens) {
      if (layers.length === 0) return [];
      const seen = mean(tokens, { axes: [1] });
      return layers.map(([name, partLayer, headLayer]) => {
        const own = root.child(name);
        const part = applyPart(own, "part", partLayer, seen);
        return { part, output: applyPart(own, "head", headLayer, part) };
      });
    },
  };
}
