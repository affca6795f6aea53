import { FormatError } from "../../base/errors.js";
import type { NdArray } from "../../base/ndarray.js";
import { toClosestCanonical } from "./volume/canonical-orientation.js";
import type { DecodedImage } from "./decoded-image.js";
import { readElements } from "./elements.js";
import { gunzipBounded } from "./gunzip-bounded.js";
import { niftiAffine } from "./nifti/affine.js";
import type { NiftiHeader } from "./nifti/header.js";
import { parseNiftiHeader } from "./nifti/header.js";
import { niftiLayout } from "./nifti/layout.js";
import { requireLength } from "./require-length.js";

/**
 * Decode one volume of a single-file NIfTI-1 or NIfTI-2 image (.nii), plain or gzip (told by its magic, never by the
 * name), of either byte order.
 *
 * Types uint8, int8, uint16, int16, uint32, int32, uint64, int64, float32, float64. Refused by name: complex, RGB,
 * bit, float128, pairs of header and image, ANALYZE, more than one volume. Two axes are a volume of one slice.
 * Extensions are skipped. The length must be exact.
 *
 * Samples are as the file has them where it has no scaling: scl_slope 0 or not finite, or slope 1 with intercept 0.
 * Else they are float64, slope · value + intercept, as nibabel computes them: float32 would round an int32, and the
 * same tissue would not have the same number in two files of different slope. NaN and infinity are kept.
 *
 * Axes are put into the order closest to RAS+ ({@link toClosestCanonical}); {@link niftiAffine} says where affine and
 * millimetres come from. Spacing is that of the affine, not pixdim, where the two differ.
 * @throws FormatError with `source` and byte offset: damaged gzip, a header that is not NIfTI or says what is not
 * supported, an intercept that is not finite, missing or extra bytes, an affine without a volume.
 * @source nifti1.h and nifti2.h; nibabel 5.4.
 */
export function decodeNifti(bytes: Uint8Array, source: string): DecodedImage {
  const plain = gunzipBounded(
    bytes,
    (start) => niftiLayout(parseNiftiHeader(start, source)).end,
    source,
  );
  const header = parseNiftiHeader(plain, source);
  const { dtype, shape, start, end } = niftiLayout(header);
  const affine = niftiAffine(header, shape);
  const scaling = scalingOf(header);
  requireLength(plain, end, source, "file ends inside the NIfTI voxels");
  if (plain.length > end) {
    throw new FormatError(`${source}, byte ${end}`, "bytes after the last NIfTI voxel", {
      expected: end,
      got: plain.length,
      advice: "The header may have fewer axes, or a narrower type, than the data.",
    });
  }
  const samples = readElements(plain, start, dtype, [...shape].reverse(), header.order);
  const image = toClosestCanonical({ samples, affine }, source);
  return scaling === null ? image : { ...image, samples: scale(image.samples, scaling) };
}

interface Scaling {
  readonly slope: number;
  readonly inter: number;
}

function scalingOf(header: NiftiHeader): Scaling | null {
  const slope = header.value("slope");
  const inter = header.value("inter");
  if (slope === 0 || !Number.isFinite(slope)) return null;
  if (!Number.isFinite(inter)) {
    throw new FormatError(header.where("inter"), "NIfTI intercept is not finite", {
      got: inter,
      slope,
    });
  }
  return slope === 1 && inter === 0 ? null : { slope, inter };
}

function scale(samples: NdArray, { slope, inter }: Scaling): NdArray {
  const { data, shape } = samples;
  const scaled = new Float64Array(data.length);
  for (let index = 0; index < data.length; index++) {
    const product = Number(data[index] ?? 0) * slope;
    // Adding 0 would make 0 of -0.
    scaled[index] = inter === 0 ? product : product + inter;
  }
  return { dtype: "float64", shape, data: scaled };
}
