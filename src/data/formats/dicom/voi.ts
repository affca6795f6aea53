import { FormatError } from "../../../base/errors.js";
import type { DicomDataSet } from "./data-set.js";
import type { LookupTable } from "./lookup-table.js";
import { lookUp, readLookupTable } from "./lookup-table.js";
import type { ModalityTransform } from "./modality.js";
import { modalityRange } from "./modality.js";
import type { PixelLayout } from "./pixel-layout.js";
import { codesOf, itemsOf, numbersOf, whereIs } from "./values.js";

/**
 * Which values of interest are taken:
 *
 *   none     samples stay in the unit of the modality
 *   first    the first VOI LUT of the file, else its first window with the function that the file names
 *   window   this window, by the function LINEAR, whatever the file says
 *
 * With a window or a table, samples are from 0 (darkest) to 1 (brightest).
 */
export type VoiChoice = "none" | "first" | { readonly centre: number; readonly width: number };

const windowFunctions = ["LINEAR", "LINEAR_EXACT", "SIGMOID"] as const;

type WindowFunction = (typeof windowFunctions)[number];

export type VoiTransform =
  | {
      readonly kind: "window";
      readonly shape: WindowFunction;
      readonly centre: number;
      readonly width: number;
    }
  | { readonly kind: "table"; readonly table: LookupTable };

/**
 * The transform of a choice other than "none". `windows` is the item of a functional group that holds the window in
 * enhanced files, or the data set itself.
 * @throws FormatError with the attribute: "first" in a file that has neither, unknown function, a width that the
 * function does not allow (below 1 for LINEAR, not above 0 for the others), damaged table.
 */
export function readVoi(
  choice: Exclude<VoiChoice, "none">,
  windows: DicomDataSet,
  layout: PixelLayout,
  modality: ModalityTransform,
): VoiTransform {
  const where = whereIs(windows, "WindowWidth");
  if (choice !== "first")
    return requireWidth({ kind: "window", shape: "LINEAR", ...choice }, where);
  const [item] = itemsOf(windows, "VOILUTSequence");
  if (item !== undefined) {
    const [lowest] = modalityRange(modality, layout);
    return { kind: "table", table: readLookupTable(item, lowest < 0) };
  }
  const [centre] = numbersOf(windows, "WindowCenter");
  const [width] = numbersOf(windows, "WindowWidth");
  if (centre === undefined || width === undefined) {
    throw new FormatError(where, "DICOM file has no window and no VOI LUT", {
      advice: "Give a centre and a width, or take none.",
    });
  }
  return requireWidth({ kind: "window", shape: readFunction(windows), centre, width }, where);
}

/**
 * Value from 0 to 1 of a modality value, in double precision.
 *
 *   LINEAR        ((x − (c − 0.5)) / (w − 1) + 0.5), 0 at and below c − 0.5 − (w − 1)/2, 1 above c − 0.5 + (w − 1)/2
 *   LINEAR_EXACT  ((x − c) / w + 0.5), 0 at and below c − w/2, 1 above c + w/2
 *   SIGMOID       1 / (1 + exp(−4 (x − c) / w))
 *   table         entry / (2^bits − 1)
 * @source DICOM PS3.3 C.11.2.1.2.1, C.11.2.1.3.1, C.11.2.1.3.2, with output from 0 to 1.
 */
export function toVoi(transform: VoiTransform, value: number): number {
  if (transform.kind === "table") return lookUp(transform.table, value) / transform.table.highest;
  const { shape, centre, width } = transform;
  switch (shape) {
    case "LINEAR":
      return ramp(value, centre - 0.5, width - 1);
    case "LINEAR_EXACT":
      return ramp(value, centre, width);
    case "SIGMOID":
      return 1 / (1 + Math.exp((-4 * (value - centre)) / width));
  }
}

function ramp(value: number, centre: number, width: number): number {
  if (value <= centre - width / 2) return 0;
  if (value > centre + width / 2) return 1;
  return (value - centre) / width + 0.5;
}

function readFunction(windows: DicomDataSet): WindowFunction {
  const [text = "LINEAR"] = codesOf(windows, "VOILUTFunction");
  const found = windowFunctions.find((name) => name === text);
  if (found !== undefined) return found;
  throw new FormatError(whereIs(windows, "VOILUTFunction"), "unknown DICOM window function", {
    expected: windowFunctions,
    got: text,
  });
}

function requireWidth(
  transform: Extract<VoiTransform, { kind: "window" }>,
  where: string,
): VoiTransform {
  const { shape, width, centre } = transform;
  const allowed = shape === "LINEAR" ? width >= 1 : width > 0;
  if (allowed && Number.isFinite(width) && Number.isFinite(centre)) return transform;
  throw new FormatError(where, "DICOM window cannot be applied", {
    expected: shape === "LINEAR" ? "a width of 1 or more" : "a width above 0",
    got: width,
    centre,
    function: shape,
  });
}
