import { ConfigError, DataError } from "../../base/errors.js";
import { requireName } from "../../base/require-name.js";
import type { AttributeFactor, DataSet, LabelFactor } from "../dataset.js";

/** The factors of a run: the label and the named attributes, in the run's order. */
export interface RunFactors {
  readonly label: LabelFactor;
  readonly attributes: readonly AttributeFactor[];
  /** M of each attribute. */
  readonly sizes: readonly number[];
}

/**
 * Look up the run's attributes in the data set.
 * @throws ConfigError for an unknown or repeated name.
 * @throws DataError for a label or attribute with fewer than two values: no plan can be made. The label may have one
 * where it is several answers.
 */
export function runFactors(
  source: Pick<DataSet, "name" | "label" | "attributes">,
  attributeNames: readonly string[],
): RunFactors {
  const known = source.attributes.map((factor) => factor.name);
  const attributes = attributeNames.map((name, index) => {
    requireName("data.attributes", "unknown name", name, known);
    if (attributeNames.indexOf(name) !== index) {
      throw new ConfigError("data.attributes", "attribute named twice", { got: name });
    }
    return source.attributes.filter((factor) => factor.name === name);
  });
  const factors = attributes.flat();
  const isSeveral = source.label.labels !== undefined;
  for (const factor of isSeveral ? factors : [source.label, ...factors]) {
    if (factor.valueNames.length < 2) {
      throw new DataError(source.name, `${factor.name} has one value only`, {
        expected: "at least 2 values",
        got: factor.valueNames.join(", "),
        advice: "Nothing can be learnt from it or balanced over it; name another.",
      });
    }
  }
  return {
    label: source.label,
    attributes: factors,
    sizes: factors.map((factor) => factor.valueNames.length),
  };
}
