import { at } from "../../../base/ndarray.js";
import type { SetImages } from "../../../data/batch.js";
import type { DataSet } from "../../../data/dataset.js";
import { imagePlanes, type ImagePlane } from "../../../data/examples/image-planes.js";
import { rangeOfPlanes } from "../../../data/examples/thumbnail.js";
import { tintPlane } from "../../../data/examples/tint-plane.js";
import { saliencyMethods } from "../../../evaluation/audit/saliency-results.js";
import type { LookedPicture } from "../../../report/audit/look-pictures.js";
import type { ExamplePicture } from "../../../report/example-images.js";
import { pictureOf } from "../../example-images.js";
import type { ShownLook } from "./examine-saliency.js";
import { pictureAt } from "./picture-baseline.js";

/** Red, green and blue of a map: the orange of the palette (Okabe and Ito 2008). */
const tint = [230, 159, 0] as const;

/** Samples of a picture's side: with pictures behind the groups a page stays below 5 MB. */
const longestSide = 64;

/** The pictures with their maps as a page shows them; volumes as the middle slice of each axis. */
export function drawLooks(
  shown: readonly ShownLook[],
  images: SetImages,
  { valueRange = [0, 1], orientation }: Pick<DataSet, "valueRange" | "orientation">,
): LookedPicture[] {
  const { imageShape } = images;
  const planesOf = (picture: Float32Array) => imagePlanes(picture, imageShape, orientation);
  const planes = shown.map(({ answer }) => planesOf(pictureAt(images, answer.row)));
  const range = valueRange ?? rangeOfPlanes(planes.flat());
  const overlay = (own: readonly ImagePlane[], map: Float64Array): ExamplePicture[] => {
    const shape = [1, ...imageShape.slice(1)];
    const cuts = imagePlanes(Float32Array.from(map), shape, orientation);
    const largest = map.reduce((best, weight) => Math.max(best, weight), 0);
    return own.map((plane, index) =>
      pictureOf(
        tintPlane(plane, range, Float64Array.from(at(cuts, index).data), tint, largest),
        [0, 255],
        longestSide,
      ),
    );
  };
  return shown.map(({ answer, target, trained, randomised }, index) => {
    const own = at(planes, index);
    const { name, valueNames, truth, isNumber } = target;
    return {
      ...(name === null ? {} : { answer: name }),
      label: at(valueNames, at(truth, answer.row)),
      ...(isNumber
        ? { predicted: answer.probability }
        : { answered: at(valueNames, answer.answered), probability: answer.probability }),
      picture: own.map((plane) => pictureOf(plane, range, longestSide)),
      maps: saliencyMethods.flatMap((method) => {
        const map = trained.maps.get(method);
        const other = randomised?.maps.get(method);
        if (map === undefined) return [];
        return [
          {
            method,
            trained: overlay(own, map),
            ...(other === undefined ? {} : { randomised: overlay(own, other) }),
            blank: { trained: isBlank(map), randomised: other !== undefined && isBlank(other) },
          },
        ];
      }),
    };
  });
}

function isBlank(map: Float64Array): boolean {
  return map.every((value) => value === 0);
}
