import { InternalError } from "../../base/errors.js";
import { sizeOf } from "../../base/ndarray.js";
import type { ArraySpec, Layer, SpecTree } from "../layer.js";

/**
 * A layer whose arrays start as `weights` has them, and by their own laws where it has none. Whoever makes a fresh state
 * of it starts there: every network of a method, every stage, every average of weights.
 * @param weights by the layer's names; asked for when a fresh state is made.
 * @throws InternalError, then, for an array of another size.
 */
export function startFrom(layer: Layer, weights: () => ReadonlyMap<string, Float32Array>): Layer {
  const started = (specs: SpecTree): SpecTree =>
    Object.fromEntries(
      Object.entries(specs).map(([name, { shape, init }]): [string, ArraySpec] => [
        name,
        {
          shape,
          init: (rng, extents) => {
            const values = weights().get(name);
            if (values === undefined) return init(rng, extents);
            if (values.length === sizeOf(extents)) return values.slice();
            throw new InternalError("startFrom", `${name}: another size`, { got: values.length });
          },
        },
      ]),
    );
  return { ...layer, parameters: started(layer.parameters), buffers: started(layer.buffers) };
}
