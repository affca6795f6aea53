import { FormatError } from "../../../base/errors.js";
import type { DicomDataSet } from "./data-set.js";
import type { LookupTable } from "./lookup-table.js";
import { lookUp, readLookupTable } from "./lookup-table.js";
import type { PixelLayout } from "./pixel-layout.js";
import { itemsOf, numberOf, whereIs } from "./values.js";

/** From stored numbers to the unit of the modality, such as Hounsfield units. */
export type ModalityTransform =
  | { readonly kind: "identity" }
  | { readonly kind: "rescale"; readonly slope: number; readonly intercept: number }
  | { readonly kind: "table"; readonly table: LookupTable };

/**
 * The modality transform of a frame: the Modality LUT where there is one, else slope and intercept where there are
 * both, else none. Slope 1 with intercept 0 is none. `pixelValues` is the item of a functional group that holds
 * slope and intercept in enhanced files, or the data set itself.
 * @throws FormatError with the attribute: damaged table, one of slope and intercept alone, a slope of 0.
 * @source DICOM PS3.3 C.11.1.
 */
export function readModality(
  set: DicomDataSet,
  pixelValues: DicomDataSet,
  layout: PixelLayout,
): ModalityTransform {
  const [item] = itemsOf(set, "ModalityLUTSequence");
  if (item !== undefined) return { kind: "table", table: readLookupTable(item, layout.signed) };
  const slope = numberOf(pixelValues, "RescaleSlope");
  const intercept = numberOf(pixelValues, "RescaleIntercept");
  if (slope === undefined && intercept === undefined) return { kind: "identity" };
  if (slope === undefined || intercept === undefined || slope === 0) {
    throw new FormatError(whereIs(pixelValues, "RescaleSlope"), "DICOM rescale is not complete", {
      expected: "a slope other than 0, and an intercept",
      got: [String(slope ?? "absent"), String(intercept ?? "absent")],
    });
  }
  return slope === 1 && intercept === 0
    ? { kind: "identity" }
    : { kind: "rescale", slope, intercept };
}

/** The modality value of one stored number, in double precision. */
export function toModality(transform: ModalityTransform, stored: number): number {
  switch (transform.kind) {
    case "identity":
      return stored;
    case "rescale":
      return stored * transform.slope + transform.intercept;
    case "table":
      return lookUp(transform.table, stored);
  }
}

/** The modality values that the declared bits allow, in order; of a table, those that its entries allow. */
export function modalityRange(
  transform: ModalityTransform,
  { bitsStored, signed }: PixelLayout,
): readonly [lowest: number, highest: number] {
  if (transform.kind === "table") return [0, transform.table.highest];
  const first = signed ? -(2 ** (bitsStored - 1)) : 0;
  const ends = [first, first + 2 ** bitsStored - 1].map((value) => toModality(transform, value));
  return [Math.min(...ends), Math.max(...ends)];
}
