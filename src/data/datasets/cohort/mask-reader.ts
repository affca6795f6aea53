import { DataError } from "../../../base/errors.js";
import { at, sameShape, sizeOf } from "../../../base/ndarray.js";
import type { DecodedImage } from "../../formats/decoded-image.js";
import { sourcePlaces } from "../../preprocess/source-places.js";
import type { PreprocessSpec } from "../../preprocess/preprocess-spec.js";

/**
 * A mask on the grid that the network is shown: inside is where any channel of the mask's file is above 0, moved with its image by nearest
 * neighbour ({@link sourcePlaces}); margins are outside.
 * @returns [...extents] of the preprocessed image, 1 inside, else 0.
 * @throws DataError where mask and image have other extents, or lie otherwise in space by more than half a sample; as the pipeline.
 */
export function readMask(
  spec: PreprocessSpec,
  image: DecodedImage,
  mask: DecodedImage,
  names: { readonly image: string; readonly mask: string },
): Uint8Array {
  const extents = image.samples.shape.slice(1);
  const own = mask.samples.shape.slice(1);
  if (!sameShape(extents, own)) {
    throw new DataError(names.mask, "a mask has the extents of its image", {
      expected: `${extents.join(" x ")} of ${names.image}`,
      got: own.join(" x "),
    });
  }
  requireSamePlace(image, mask, names);
  const inside = insideOf(mask);
  const places = sourcePlaces(spec, image, names.image);
  let flat = [0];
  for (const [axis, from] of places.entries()) {
    flat = flat.flatMap((before) =>
      Array.from(from, (place) =>
        place < 0 || before < 0 ? -1 : before * at(extents, axis) + place,
      ),
    );
  }
  return Uint8Array.from(flat, (place) => (place < 0 ? 0 : at(inside, place)));
}

/** [...extents]. */
function insideOf({ samples }: DecodedImage): Uint8Array {
  const size = sizeOf(samples.shape.slice(1));
  const inside = new Uint8Array(size);
  for (let index = 0; index < samples.data.length; index++) {
    if (Number(samples.data[index] ?? 0) > 0) inside[index % size] = 1;
  }
  return inside;
}

/** Corners of volumes that both know where they are lie at most half a sample apart. */
function requireSamePlace(
  image: DecodedImage,
  mask: DecodedImage,
  names: { readonly image: string; readonly mask: string },
): void {
  const { affine, spacingMm } = image;
  if (affine === null || mask.affine === null) return;
  const extents = image.samples.shape.slice(1);
  const allowed = Math.min(...(spacingMm ?? [1])) / 2;
  const place = (own: readonly number[], corner: readonly number[], row: number) =>
    corner.reduce((sum, index, axis) => sum + at(own, 4 * row + axis) * index, at(own, 4 * row + 3)); // prettier-ignore
  for (let corner = 0; corner < 8; corner++) {
    const indices = extents.map((extent, axis) => ((corner >> axis) & 1) * (extent - 1));
    const apart = Math.hypot(
      ...[0, 1, 2].map((row) => place(affine, indices, row) - place(mask.affine ?? affine, indices, row)), // prettier-ignore
    );
    if (apart <= allowed) continue;
    throw new DataError(names.mask, "a mask lies in space where its image does", {
      expected: `at most ${allowed} mm from ${names.image}`,
      got: `${Number(apart.toPrecision(3))} mm`,
    });
  }
}
