import { ShapeError } from "../../base/errors.js";
import { at, sizeOf } from "../../base/ndarray.js";
import { middleOfPlace, type PlaceCentres } from "../../base/place-centres.js";
import { div, mul } from "../../graph/ops/elementwise.js";
import { matmul } from "../../graph/ops/matmul.js";
import { transpose } from "../../graph/ops/movement.js";
import { max, reshape } from "../../graph/ops/reduce.js";
import { minimum } from "../../graph/ops/select.js";
import { constant } from "../../graph/ops/source.js";
import type { Tensor } from "../../graph/tensor.js";

/** Where the places of a map lie in a picture or volume, and how far around them a look reaches. */
export interface LookedWindowOptions {
  /** Extents of the map; N is their product. */
  readonly places: readonly number[];
  /** Extents of the picture, as many. */
  readonly pixels: readonly number[];
  /** Null: places split the picture evenly. */
  readonly centres: PlaceCentres | null;
  /** σ along each axis as a share of the picture's extent; above 0. */
  readonly extent: number;
}

/** Share of the largest look from which on a pixel is wholly inside. */
const wholeFrom = 1 / 2;

/**
 * Where an attention looks, as a window over the picture: attention [R, N], rows ≥ 0 and not all 0 -> [R, ...pixels] in [0, 1],
 *
 *   w(x) = min(1, 2 · m(x) / max m),   m(x) = Σ_n A_n · exp(−Σ_axes (x − c_n)² / (2σ²))
 *
 * with c_n the middle of what place n sees. An attention on one place has a disc, wholly inside to 1.18 σ from its middle.
 * The sum is taken axis by axis. Gradients reach the attention, through the largest value too; where w = 1 there are none.
 * @throws ShapeError where attention does not fit the map, or map and picture differ in axes.
 * @source ours, for IBCA's reconstruction; soft masks of pictures from attention as in Li et al. 2018 (GAIN).
 */
export function lookedWindow(attention: Tensor, options: LookedWindowOptions): Tensor {
  const { places, pixels } = options;
  const rows = at(attention.shape, 0);
  if (places.length !== pixels.length || attention.shape[1] !== sizeOf(places)) {
    throw new ShapeError("lookedWindow", "attention does not fit the map", {
      ...{ attention: attention.shape, places, pixels },
    });
  }
  // The last axis is spread and goes to the front of the others: after all of them their order is as it was.
  const { length: axes } = places;
  const order = [0, axes, ...Array.from({ length: axes - 1 }, (_, axis) => axis + 1)];
  let look = reshape(attention, [rows, ...places]);
  for (let axis = axes - 1; axis >= 0; axis--) {
    const [from, to] = [at(places, axis), at(pixels, axis)];
    const rest = look.shape.slice(0, -1);
    const spread = matmul(reshape(look, [sizeOf(rest), from]), bumps(from, to, options));
    look = transpose(reshape(spread, [...rest, to]), order);
  }
  const flat = reshape(look, [rows, sizeOf(pixels)]);
  const scaled = mul(div(flat, max(flat, { axes: [1], keepAxes: true })), 1 / wholeFrom);
  return reshape(minimum(scaled, 1), [rows, ...pixels]);
}

/** exp(−(x − c_n)² / (2σ²)) along one axis, [places, pixels]. */
function bumps(places: number, pixels: number, options: LookedWindowOptions): Tensor {
  const { centres, extent } = options;
  const deviation = extent * pixels;
  const table = Float32Array.from({ length: places * pixels }, (_, index) => {
    const middle = middleOfPlace(Math.floor(index / pixels), { places, pixels, centres });
    return Math.exp(-(((index % pixels) - middle) ** 2) / (2 * deviation ** 2));
  });
  return constant(table, [places, pixels]);
}
