import type { PropertyView } from "./property-view.js";

/** A number that is measured on a picture. */
export interface ImageProperty {
  /** For tables and headings: "brightness". */
  readonly title: string;
  /** Of the number, for captions; "" where it has none. */
  readonly unit: string;
  /** What a person sees where it is high: "brighter". */
  readonly high: string;
  /** NaN where it is not defined, with the docstring saying when. */
  readonly measure: (view: PropertyView) => number;
}
