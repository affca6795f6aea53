import { inputName, type Node, type Tensor } from "../../graph/tensor.js";
import { input } from "../../graph/ops/source.js";
import { createProgram, sortNodes, type Program } from "../../graph/program.js";

/** Output of a program that predicts which carries its features, [B, F]. */
export const featuresPort = "features";

/**
 * The part of a program that predicts which comes after its features: features [B, F], under the image's name, and state -> the other outputs that are made of them. A set of vectors is then
 * predicted with it as one of images with the whole.
 * Null where the program has no features, or an output knows the image by another way too: then features are not all that it goes by.
 * @param image name of the input that carries it.
 */
export function headProgram({ outputs }: Program, image: string): Program | null {
  const features = outputs.find(({ name }) => name === featuresPort)?.tensor;
  if (features === undefined) return null;
  const others = outputs.filter(({ name }) => name !== featuresPort);
  /** The other outputs with the features fed as `port`. */
  const cut = (port: string): Program => {
    const fed = input(port, features.shape, features.dtype);
    const copies = new Map<Node, Node>();
    const copyOf = ({ node, ...tensor }: Tensor): Tensor =>
      node === features.node && tensor.index === features.index
        ? fed
        : { ...tensor, node: copies.get(node) ?? node };
    for (const node of sortNodes(others.map(({ tensor }) => tensor))) {
      copies.set(node, inputName(node) === null ? { ...node, inputs: node.inputs.map(copyOf) } : node); // prettier-ignore
    }
    return createProgram("heads", Object.fromEntries(others.map(({ name, tensor }) => [name, copyOf(tensor)]))); // prettier-ignore
  };
  // Under a name of its own the image would stay an input where an output still needs it; under the image's name that could not be seen.
  const knowsImage = cut(featuresPort).inputs.some(({ name }) => name === image);
  return knowsImage ? null : cut(image);
}
