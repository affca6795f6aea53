import type { ExamplePicture } from "../example-images.js";

/** Small images of rows behind a group: what the numbers are made of. Nothing in them may name a subject. */
export interface AuditPictures {
  readonly target: string;
  readonly attribute: string;
  readonly group: string;
  /** Which rows, in words: "highest scores without pneumonia". */
  readonly title: string;
  readonly images: readonly ExamplePicture[];
}
