import type { SetImages } from "../../data/batch.js";
import type { AttributeFactor, SetMask } from "../../data/dataset.js";

/** Labelled pictures, and a model that can be asked. */
interface AskedPictures {
  readonly images: SetImages;
  /** [n]. */
  readonly subjects: readonly string[];
  /** In the order of `images.set.attributes`. */
  readonly attributes: readonly AttributeFactor[];
  /** The same pictures with other values [n] of a planted attribute; absent: there is none. */
  readonly plant?: (attribute: number, values: Int32Array) => SetImages;
  /** [n], 0 or above: parts are exchanged only between pictures that have the same one; absent: between any. */
  readonly apart?: Int32Array;
  /** Where something is in the pictures; absent: not known. */
  readonly masks?: readonly SetMask[];
  /** Row-major [n, width]: probabilities of K classes, or of L answers, or a number, in its own unit. */
  readonly answer: (images: SetImages) => Promise<Float64Array>;
  dispose(): Promise<void>;
}

/** A model that answers in classes. */
export interface AnsweredPictures extends AskedPictures {
  readonly kind: "classes";
  /** K names, in the order of the model's answers and of the labels. */
  readonly classNames: readonly string[];
}

/** A model of several answers of yes or no; the true ones are `images.labelAnswers`. */
export interface SeveralAnsweredPictures extends AskedPictures {
  readonly kind: "labels";
  /** L names. */
  readonly labelNames: readonly string[];
}

/** A model of a number; the true ones are `images.labelNumbers`, their bins the label of the set. */
export interface NumberedPictures extends AskedPictures {
  readonly kind: "number";
  /** Of the number. */
  readonly name: string;
  /** Of its bins, in the order of the label of the set. */
  readonly binNames: readonly string[];
}

/** Pictures answered in any form. */
export type AnyAnsweredPictures = AnsweredPictures | SeveralAnsweredPictures | NumberedPictures;
