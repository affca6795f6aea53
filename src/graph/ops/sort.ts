/** Order along an axis. */
import { ShapeError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import { defineOp, type OpFunction } from "../op.js";
import { coordinatesOf, flatIndex, referenceArray } from "../reference.js";
import type { Tensor } from "../tensor.js";
import { normaliseAxis, type ReferenceArray } from "../types.js";
import { floatOnly, need, needTensor } from "./elementwise.js";
import { scatterAdd } from "./gather.js";

type TopKAttributes = { readonly count: number; readonly axis: number; readonly largest: boolean };

/** Which elements, and from which end: `largest` (default) starts with the largest. */
export interface TopKOptions {
  readonly count: number;
  readonly axis?: number;
  readonly largest?: boolean;
}

type TopKCall = (x: Tensor, options: TopKOptions) => readonly [values: Tensor, indices: Tensor];

/**
 * The `count` largest (or smallest) elements along `axis` (the last by default), in order, and their
 * places there (int64): x [.., n, ..] -> [.., count, ..] twice. Of equal elements the one with the lower
 * index comes first. The gradient goes to the chosen elements.
 * @throws ShapeError where `count` is not in 1..n.
 * @source ONNX TopK; PyTorch topk, whose order among equals is not defined.
 */
export const topK: OpFunction<TopKCall> = defineOp<TopKAttributes, TopKCall>(
  "topK",
  {
    infer: ([x], { count, axis }) => {
      const { dtype, shape } = floatOnly("topK", x);
      if (!Number.isInteger(count) || count < 1 || count > at(shape, axis)) {
        throw new ShapeError("topK", "count outside 1..extent", { got: count, x: shape, axis });
      }
      const kept = shape.map((extent, position) => (position === axis ? count : extent));
      return [
        { dtype, shape: kept },
        { dtype: "int64", shape: kept },
      ];
    },
    reference: ([x], attributes, [type]) => topKReference(need(x), attributes, need(type).shape),
    gradient: ({ inputs, outputs, outputGradients, attributes: { axis } }) => [
      () =>
        scatterAdd(needTensor(outputGradients[0]), at(outputs, 1), {
          axis,
          extent: at(at(inputs, 0).shape, axis),
        }),
    ],
    lower: (onnx, [x], { attributes: { count, axis, largest } }) =>
      onnx.nodes("TopK", [need(x), onnx.int64([count])], {
        attributes: { axis, largest: Number(largest), sorted: 1 },
        outputs: 2,
      }),
  },
  (apply) =>
    (x, { count, axis = -1, largest = true }) => {
      const own = normaliseAxis("topK", axis, x.shape.length);
      const [values, indices] = apply([x], { count, axis: own, largest });
      return [need(values), need(indices)];
    },
);

function topKReference(
  x: ReferenceArray,
  { axis, largest }: TopKAttributes,
  kept: readonly number[],
): ReferenceArray[] {
  const value = (coordinates: readonly number[], place: number) =>
    at(x.data, flatIndex(x.shape, coordinates.with(axis, place)));
  const indices = referenceArray(kept, (index) => {
    const coordinates = coordinatesOf(kept, index);
    const places = Array.from({ length: at(x.shape, axis) }, (_, place) => place);
    // Array.sort is stable: equal elements keep the order of their indices.
    places.sort((left, right) => {
      const difference = value(coordinates, left) - value(coordinates, right);
      return largest ? -difference : difference;
    });
    return at(places, at(coordinates, axis));
  });
  const values = referenceArray(kept, (index) =>
    value(coordinatesOf(kept, index), at(indices.data, index)),
  );
  return [values, indices];
}

/**
 * x in order along `axis` (the last by default), and the places its elements came from; ascending unless
 * `descending`. See {@link topK}.
 */
export function sort(
  x: Tensor,
  options: { readonly axis?: number; readonly descending?: boolean } = {},
): readonly [values: Tensor, indices: Tensor] {
  const axis = normaliseAxis("sort", options.axis ?? -1, x.shape.length);
  return topK(x, { count: at(x.shape, axis), axis, largest: options.descending ?? false });
}
