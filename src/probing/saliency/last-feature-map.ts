import { sameShape } from "../../base/ndarray.js";
import { sortNodes } from "../../graph/program.js";
import type { Node, Tensor } from "../../graph/tensor.js";
import type { Shape } from "../../graph/types.js";

/**
 * The last tensor of `shape` on the way from `image` to `scores`: the map of a convolutional encoder before its places are pooled or
 * flattened. Null where there is none, and where the scores know the image by another way too, since a map that is gone around says too
 * little.
 * @param shape [B, channels, ...places].
 */
export function lastFeatureMap(scores: Tensor, image: Tensor, shape: Shape): Tensor | null {
  const order = sortNodes([scores]);
  const seeing = nodesThatSee(order, image.node, null);
  const node = order.findLast(
    (own) =>
      seeing.has(own) &&
      own !== image.node &&
      own.outputTypes[0]?.dtype === "float32" &&
      sameShape(own.outputTypes[0].shape, shape),
  );
  if (node === undefined || nodesThatSee(order, image.node, node).has(scores.node)) return null;
  return { node, index: 0, dtype: "float32", shape };
}

/** Nodes that depend on `source` by a way that does not go through `closed`. */
function nodesThatSee(order: readonly Node[], source: Node, closed: Node | null): Set<Node> {
  const seeing = new Set([source]);
  for (const node of order) {
    if (node !== closed && node.inputs.some((input) => seeing.has(input.node))) seeing.add(node);
  }
  return seeing;
}
