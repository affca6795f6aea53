import { ShapeError } from "../../base/errors.js";
import type { Tensor } from "../../graph/tensor.js";
import type { ApplyContext } from "../layer.js";
import { placeOf } from "./place.js";

/**
 * @param layer its name, for the message. @param expected C, features of a token, and N, places, where they are fixed.
 * @throws ShapeError where tokens are not [B, N, C].
 */
export function requireTokens(
  context: ApplyContext,
  layer: string,
  { shape }: Tensor,
  expected: { readonly N?: number; readonly C: number },
): void {
  const [, places, features] = shape;
  const { N = places, C } = expected;
  if (shape.length === 3 && places === N && features === C) return;
  throw new ShapeError(placeOf(context, layer), "tokens must be [B, N, C]", {
    ...expected,
    got: shape,
  });
}
