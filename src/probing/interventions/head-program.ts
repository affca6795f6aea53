import { inputName, type Node, type Tensor } from "../../graph/tensor.js";
import { input } from "../../graph/ops/source.js";
import { createProgram, sortNodes, type Program } from "../../graph/program.js";

/** Input and output of a program that predicts which carry its features, [B, F]. */
export const featuresPort = "features";

/**
 * The part of a program that predicts which comes after its features: features [B, F] and state -> the other outputs that are made of them.
 * Null where the program has no features, or an output knows the image by another way too: then features are not all that it goes by.
 * @param image name of the input that carries it.
 */
export function headProgram({ outputs }: Program, image: string): Program | null {
  const features = outputs.find(({ name }) => name === featuresPort)?.tensor;
  if (features === undefined) return null;
  const fed = input(featuresPort, features.shape, features.dtype);
  const copies = new Map<Node, Node>();
  const copyOf = ({ node, ...tensor }: Tensor): Tensor =>
    node === features.node && tensor.index === features.index
      ? fed
      : { ...tensor, node: copies.get(node) ?? node };
  const others = outputs.filter(({ name }) => name !== featuresPort);
  for (const node of sortNodes(others.map(({ tensor }) => tensor))) {
    copies.set(node, inputName(node) === null ? { ...node, inputs: node.inputs.map(copyOf) } : node); // prettier-ignore
  }
  const heads = createProgram("heads", Object.fromEntries(others.map(({ name, tensor }) => [name, copyOf(tensor)]))); // prettier-ignore
  return heads.inputs.some(({ name }) => name === image) ? null : heads;
}
