import { z } from "zod";
import { at, sizeOf } from "../../../base/ndarray.js";
import type { AxisSpan, ResampleMethod } from "../kernels/axis-weights.js";
import { axisWeights } from "../kernels/axis-weights.js";
import { boxPlaces, cutBox } from "../kernels/cut-box.js";
import { throughPlaces } from "../kernels/through-places.js";
import { resampleAxis } from "../kernels/resample-axis.js";
import { defineStep } from "../step.js";
import { extentsSetting } from "../step-settings.js";
import type { WorkingImage } from "../working-image.js";
import { extentsOf, geometryOfGrid, requireAxes } from "../working-image.js";

/** Settings of {@link resize}. */
export const resizeConfig = z.strictObject({
  name: z.literal("resize").describe("Resamples to a fixed size."),
  size: extentsSetting("Samples along each axis: [height, width], or [x, y, z] of a volume."),
  method: z
    .enum(["area", "cubic", "linear", "nearest"])
    .default("area")
    .describe("area: mean over what a new sample covers; cubic, linear: with antialiasing."),
  keepAspect: z
    .enum(["none", "pad", "crop"])
    .default("none")
    .describe(
      "none: stretched to the size; pad: fitted in, and filled; crop: the middle that fills it.",
    ),
  fill: z.number().default(0).describe("Value around the image with keepAspect: pad."),
});
type ResizeConfig = z.infer<typeof resizeConfig>;

/**
 * Resample every axis to a size, one axis after the other, by the weights of {@link axisWeights}: antialiased where the
 * axis shrinks. An axis that has its size already is left as it is, so the identity is the identity to the byte. Edges of
 * the image stay edges (align_corners false), and the affine follows.
 *
 *   area     = OpenCV's INTER_AREA, shrinking or enlarging both axes; = Pillow's BOX and torch's "area" at whole-number
 *            factors only: Pillow counts each input wholly or not at all, torch lets windows overlap
 *   linear   = Pillow's BILINEAR in mode F; enlarging, = torch's bilinear and trilinear with align_corners false
 *   cubic    = Pillow's BICUBIC in mode F; may go beyond the values of the image by up to an eighth of their range an axis
 *   nearest  = Pillow's NEAREST, torch's "nearest-exact" (not OpenCV's, whose samples lie half a step up and left)
 *
 * keepAspect goes by samples, not millimetres (`resample-spacing` makes them the same): `crop` cuts the largest middle
 * box of the wanted shape, as Pillow's ImageOps.fit; `pad` fits the whole image in, as ImageOps.contain, and lays it in
 * the middle, the odd row or column at the end.
 * @throws DataError for an image with another number of axes than `size`.
 */
export const resize = defineStep({
  name: "resize",
  config: resizeConfig,
  extents: ({ size }) => size,
  apply(image, { size, method, keepAspect, fill }, _, where) {
    requireAxes(image, "size", size, where);
    if (keepAspect === "crop") return resample(image, spansToFill(image, size), size, method);
    if (keepAspect === "none") return resample(image, wholeSpans(image), size, method);
    const inner = extentsWithin(image, size);
    const fitted = resample(image, wholeSpans(image), inner, method);
    return cutBox(fitted, startWithin(inner, size), size, fill);
  },
  places(image, { size, keepAspect }) {
    const nearest = (spans: readonly AxisSpan[], sizes: readonly number[]) =>
      spans.map((span, axis) => axisWeights(span, at(sizes, axis), "nearest").first);
    if (keepAspect === "crop") return nearest(spansToFill(image, size), size);
    if (keepAspect === "none") return nearest(wholeSpans(image), size);
    const inner = extentsWithin(image, size);
    return throughPlaces(
      nearest(wholeSpans(image), inner),
      boxPlaces(inner, startWithin(inner, size), size),
    );
  },
  range(before, { method, keepAspect, fill }) {
    if (before === null || method === "cubic") return null;
    if (keepAspect !== "pad") return before;
    return [Math.min(before[0], fill), Math.max(before[1], fill)];
  },
  describe: ({ size, method, keepAspect, fill }) =>
    `resized to ${size.join(" x ")} (${methodWords[method]}${aspectWords(keepAspect, fill)})`,
});

const methodWords: Readonly<Record<ResampleMethod, string>> = {
  area: "mean over area",
  cubic: "cubic, antialiased",
  linear: "linear, antialiased",
  nearest: "nearest sample",
};

function aspectWords(keepAspect: ResizeConfig["keepAspect"], fill: number): string {
  switch (keepAspect) {
    case "none":
      return "";
    case "pad":
      return `; shape kept, filled with ${fill}`;
    case "crop":
      return "; shape kept, the middle of it";
  }
}

function wholeSpans(image: WorkingImage): AxisSpan[] {
  return extentsOf(image).map((extent) => ({ extent, from: 0, to: extent }));
}

/** The largest middle box of the proportions of `size`. */
function spansToFill(image: WorkingImage, size: readonly number[]): AxisSpan[] {
  const extents = extentsOf(image);
  const ratios = extents.map((extent, axis) => extent / at(size, axis));
  const least = Math.min(...ratios);
  return extents.map((extent, axis) => {
    const length = at(ratios, axis) === least ? extent : least * at(size, axis);
    return { extent, from: (extent - length) / 2, to: (extent + length) / 2 };
  });
}

/** The largest size of the image's own proportions, to whole samples, that `size` has room for. */
function extentsWithin(image: WorkingImage, size: readonly number[]): number[] {
  const extents = extentsOf(image);
  const ratios = extents.map((extent, axis) => extent / at(size, axis));
  const most = Math.max(...ratios);
  return extents.map((extent, axis) =>
    at(ratios, axis) === most ? at(size, axis) : Math.max(1, Math.round(extent / most)),
  );
}

/** Where a box of `size` begins that has what is inside in its middle, the odd row or column at the end. */
function startWithin(inner: readonly number[], size: readonly number[]): number[] {
  return size.map((extent, axis) => -Math.floor((extent - at(inner, axis)) / 2));
}

/** Each span to as many samples as `size` says: first the axes that shrink, each time from the last to the first. */
function resample(
  image: WorkingImage,
  spans: readonly AxisSpan[],
  size: readonly number[],
  method: ResampleMethod,
): WorkingImage {
  const shape = [...image.shape];
  let { data } = image;
  for (const axis of cheapestOrder(spans, size)) {
    const [span, extent] = [at(spans, axis), at(size, axis)];
    if (span.extent === extent && span.from === 0 && span.to === extent) continue;
    const [outer, inner] = [sizeOf(shape.slice(0, axis + 1)), sizeOf(shape.slice(axis + 2))];
    data = resampleAxis(data, outer, inner, axisWeights(span, extent, method));
    shape[axis + 1] = extent;
  }
  if (data === image.data) return image;
  const steps = spans.map(({ from, to }, axis) => (to - from) / at(size, axis));
  const first = spans.map(({ from }, axis) => from + (at(steps, axis) - 1) / 2);
  return { shape, data, ...geometryOfGrid(image, first, steps) };
}

function cheapestOrder(spans: readonly AxisSpan[], size: readonly number[]): number[] {
  const lastFirst = spans.map((_, axis) => axis).reverse();
  const grows = (axis: number): boolean => at(size, axis) > at(spans, axis).extent;
  return [...lastFirst.filter((axis) => !grows(axis)), ...lastFirst.filter(grows)];
}
