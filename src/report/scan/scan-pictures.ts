import type { ExamplePicture } from "../example-images.js";

/** Pictures of one end, or of one value, of a column. */
export interface ScanPictureGroup {
  /** "lowest", "highest", or the value. */
  readonly title: string;
  /** Of a value: rows that have it. */
  readonly n: number | null;
  readonly images: readonly {
    /** The number that the column has; null of values. */
    readonly number: number | null;
    /** One, or the planes of a volume. */
    readonly pictures: readonly ExamplePicture[];
  }[];
}

/** Pictures of a flagged column. */
export interface ScanPictures {
  readonly name: string;
  readonly title: string;
  readonly unit: string;
  readonly groups: readonly ScanPictureGroup[];
}
