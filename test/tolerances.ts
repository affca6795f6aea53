/** How far two computations of one number may differ. Every sweep takes its tolerance from here. */
import { at } from "../src/base/ndarray.js";

/**
 * Our lowering on ONNX Runtime (float32) against the float64 reference of the operator:
 * |got − want| ≤ relative·|want| + ofLargest·max|want| over the array. The second term is for sums that cancel.
 */
export const ortAgainstReference = { relative: 1e-5, ofLargest: 2e-6 };

/** Integers and random words: no difference at all. */
export const exact = { relative: 0, ofLargest: 0 };

/** onnxruntime-web against onnxruntime-node: max|got − want| ≤ ofLargest·max|want|. */
export const wasmAgainstNative = { relative: 0, ofLargest: 1e-5 };

/** A gradient program in float64 against central differences with step 1e-5: their error is about 1e-10/1e-5. */
export const gradientAgainstDifferences = { relative: 1e-6, ofLargest: 1e-7 };

/** Our float64 reference against PyTorch in float64; the fixtures have 11 digits. */
export const referenceAgainstTorch = { relative: 1e-9, ofLargest: 1e-9 };

/** ONNX Runtime (float32) against PyTorch in float64: as against our own reference. */
export const ortAgainstTorch = ortAgainstReference;

/**
 * An affine against nibabel's, whose quaternions are rotated in 80-bit floats and whose matrix products fuse
 * multiplication and addition: a few units in the last place of float64.
 */
export const affineAgainstNibabel = { relative: 0, ofLargest: 2 ** -50 };

/**
 * Preprocessing in float64, rounded to float32, against libraries that round in other places: OpenCV's weights and sums are
 * float32; a rounding of the result is 2⁻²⁴ of it.
 */
export const preprocessAgainstLibraries = { relative: 1e-6, ofLargest: 1e-6 };

/** The widest disagreement of two arrays; null where all elements agree. NaN and infinities must match exactly. */
export function disagreement(
  got: ArrayLike<number>,
  want: ArrayLike<number>,
  tolerance: { readonly relative: number; readonly ofLargest: number },
): string | null {
  if (got.length !== want.length) return `length ${got.length} instead of ${want.length}`;
  const finite = Array.from(want).filter(Number.isFinite).map(Math.abs);
  const largest = finite.reduce((most, value) => Math.max(most, value), 0);
  let worst: string | null = null;
  let worstRatio = 1;
  for (let index = 0; index < want.length; index++) {
    const [value, expected] = [at(got, index), at(want, index)];
    if (Object.is(value, expected) || value === expected) continue;
    const allowed = tolerance.relative * Math.abs(expected) + tolerance.ofLargest * largest;
    const difference = Math.abs(value - expected);
    const ratio = Number.isFinite(expected) ? difference / allowed : Infinity;
    if (!(ratio <= worstRatio)) {
      worstRatio = ratio;
      worst = `element ${index}: ${value} instead of ${expected} (allowed ±${allowed})`;
    }
  }
  return worst;
}
