import { at } from "../../base/ndarray.js";
import { checkFinite, rowCount, type Column } from "../columns.js";
import type { NumberMaskedGroup } from "./mask-results.js";
import { maskedGroups, type MaskedColumns } from "./masked-groups.js";

/** Pictures from which a region was taken out, and the number that a model predicts of them. */
export interface MaskedNumbers extends Omit<MaskedColumns, "valueNames"> {
  /** Name of the number. */
  readonly target: string;
  /** Of its bins, which are the label. */
  readonly binNames: readonly string[];
  /** [n]: the true ones. */
  readonly truth: Column;
}

/**
 * How much a predicted number changes where a region is taken out, beside a control region of the same picture, in the number's own unit: |change|, the change, and the change of
 * |prediction − truth|; over all pictures, by bin, and by value of each attribute, as {@link maskedGroups} says.
 * @throws DataError as `maskedGroups`; for true numbers that are not finite or not one a row.
 */
export function numberMaskEffects(numbers: MaskedNumbers): NumberMaskedGroup[] {
  const { target: name, binNames, truth, before, ...rest } = numbers;
  rowCount("maskEffects", { label: rest.label, truth });
  checkFinite("maskEffects", "truth", truth);
  const change = (after: Float64Array, row: number) => at(after, row) - at(before, row);
  const error = (said: Float64Array, row: number) => Math.abs(at(said, row) - at(truth, row));
  return maskedGroups(
    { ...rest, before, valueNames: binNames },
    { kind: "bin", name, width: 1 },
    {
      moved: (after, row) => Math.abs(change(after, row)),
      change,
      error: (after, row) => error(after, row) - error(before, row),
    },
  );
}
