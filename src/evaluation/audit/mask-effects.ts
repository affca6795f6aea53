import { at } from "../../base/ndarray.js";
import type { ClassMaskedGroup } from "./mask-results.js";
import { maskedGroups, type MaskedColumns } from "./masked-groups.js";

/** Pictures from which a region was taken out, and what a model says of them; K classes. */
export interface MaskedAnswers extends Omit<MaskedColumns, "valueNames"> {
  /** Name of the label. */
  readonly target: string;
  readonly classNames: readonly string[];
}

/**
 * How much answers change where a region is taken out, beside a control region of the same picture: over all pictures, by class, and by value of
 * each attribute, as {@link maskedGroups} says.
 * @throws DataError as `maskedGroups`.
 */
export function maskEffects(answers: MaskedAnswers): ClassMaskedGroup[] {
  const { target: name, classNames, label, before, ...rest } = answers;
  const classes = classNames.length;
  const change = (after: Float64Array, row: number, own: number) =>
    at(after, row * classes + own) - at(before, row * classes + own);
  return maskedGroups(
    { ...rest, label, before, valueNames: classNames },
    { kind: "class", name, width: classes },
    {
      moved: (after, row) => {
        let total = 0;
        for (let own = 0; own < classes; own++) total += Math.abs(change(after, row, own));
        return total / 2;
      },
      own_class: (after, row) => change(after, row, at(label, row)),
    },
  );
}
