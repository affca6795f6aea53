import type { SetImages } from "../../data/batch.js";
import type { AttributeFactor, SetMask } from "../../data/dataset.js";

/** Labelled pictures, and a model that answers in classes. */
export interface AnsweredPictures {
  readonly images: SetImages;
  /** [n]. */
  readonly subjects: readonly string[];
  /** K names, in the order of the model's answers and of the labels. */
  readonly classNames: readonly string[];
  /** In the order of `images.set.attributes`. */
  readonly attributes: readonly AttributeFactor[];
  /** The same pictures with other values [n] of a planted attribute; absent: there is none. */
  readonly plant?: (attribute: number, values: Int32Array) => SetImages;
  /** Where something is in the pictures; absent: not known. */
  readonly masks?: readonly SetMask[];
  /** Probabilities, row-major [n, K]. */
  answer(images: SetImages): Promise<Float64Array>;
  dispose(): Promise<void>;
}
