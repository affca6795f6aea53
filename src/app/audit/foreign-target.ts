import { ConfigError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import type { SetImages } from "../../data/batch.js";
import type { LabelFactor } from "../../data/dataset.js";
import type { AuditTarget, NumberTarget } from "../../evaluation/audit/audit-input.js";
import type { AuditThreshold } from "../../evaluation/audit/audit-results.js";
import type { AnyAnsweredPictures } from "./answered-pictures.js";
import { picturedClasses } from "./pictured-classes.js";

/** What a model of another program says of labelled pictures, as the targets of an audit. */
export interface ForeignAnswers {
  readonly label: Pick<LabelFactor, "name" | "unit">;
  readonly pictures: AnyAnsweredPictures;
  /** Of the pictures as they are, row-major. */
  readonly said: Float64Array;
  /** Asked for; absent: 0.5. */
  readonly threshold: number | undefined;
}

/**
 * The targets of an audit of such a model: its classes, each of several answers as "no" and "yes" (-1 where the true one is not known), or a number with its bins. Nothing
 * is chosen on these rows: the threshold of two classes and of answers is the one given, else 0.5.
 * @throws ConfigError for a threshold of a number.
 */
export function foreignTargets({
  label,
  pictures,
  said,
  threshold,
}: ForeignAnswers): AuditTarget[] {
  const { images } = pictures;
  const { name } = label;
  const cut: AuditThreshold = {
    ...{ rule: threshold === undefined ? "half" : "given", split: null, value: threshold ?? 0.5 },
  };
  switch (pictures.kind) {
    case "classes": {
      const { classNames: classes } = pictures;
      const labels = images.set.label;
      const own = classes.length === 2 ? cut : null;
      return [{ kind: "classes", name, classes, labels, probabilities: said, threshold: own }];
    }
    case "labels":
      return picturedClasses(pictures).map(({ answer, classNames, labels, probabilitiesOf }) => ({
        ...{ kind: "classes", name: answer ?? name, classes: classNames, threshold: cut },
        ...{ labels, probabilities: probabilitiesOf(said) },
      }));
    case "number":
      return [{ ...numberOf(name, pictures.binNames, images, said, threshold), unit: label.unit }];
  }
}

/** Bins without a row are left out. */
function numberOf(
  name: string,
  binNames: readonly string[],
  { set, labelNumbers }: SetImages,
  predictions: Float64Array,
  threshold: number | undefined,
): NumberTarget {
  if (threshold !== undefined) {
    throw new ConfigError("--threshold", "a number has none", { advice: "Leave it out." });
  }
  const present = [...binNames.keys()].filter((bin) => set.label.includes(bin));
  return {
    ...{ kind: "number", name, targets: labelNumbers ?? new Float64Array(), predictions },
    binNames: present.map((bin) => at(binNames, bin)),
    bins: set.label.map((bin) => present.indexOf(bin)),
  };
}
