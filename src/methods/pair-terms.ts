import type { DependenceMeasure, PairShape } from "../dependence/measure.js";
import type { ConfounderAttention } from "./confounder-attention.js";
import type { DependenceTerm } from "./dependence-term.js";
import type { MethodContext } from "./method.js";

/** Which pairs of parts are penalised: all, attribute–attribute included (Mohan 2024), or the label's alone. */
export const partPairs = ["all", "primary"] as const;
export type PartPairs = (typeof partPairs)[number];

/** Makes the measure of a term from the extents of its two sides. */
export type MeasureMaker = (shape: PairShape) => DependenceMeasure;

/**
 * One term for each attribute: all features, `width` of them, against the value itself. For methods whose
 * attributes have no part.
 */
export function valueTerms(
  { label, attributes, batch }: MethodContext,
  measure: MeasureMaker,
  width: number,
): DependenceTerm[] {
  return attributes.map(({ name, classes, scale }, index) => ({
    name: `${label.name}.${name}`,
    left: 0,
    right: [index + 1],
    rightSide: "value",
    measure: measure(
      scale === undefined
        ? { batch, left: width, right: classes, rightSide: "classes" }
        : { batch, left: width, right: 1, rightSide: "continuous" },
    ),
    attention: null,
  }));
}

/**
 * One term for each pair of parts (i < j); the label's pairs come first.
 * @param primary features of the label's part, where they are not those of any other part.
 */
export function pairTerms(
  context: MethodContext,
  measure: MeasureMaker,
  pairs: PartPairs = "all",
  primary = context.features,
): DependenceTerm[] {
  const targets = [context.label, ...context.attributes];
  const { batch, features } = context;
  return targets.flatMap((first, left) =>
    pairs === "primary" && left > 0
      ? []
      : targets.slice(left + 1).map((second, offset) => ({
          name: `${first.name}.${second.name}`,
          left,
          right: [left + 1 + offset],
          rightSide: "part" as const,
          measure: measure({ batch, left: left === 0 ? primary : features, right: features }),
          attention: null,
        })),
  );
}

/**
 * The label's part against all others under `attention`, then the pairs of attributes, if asked for.
 * @param primary features of the label's part, where they are not those of any other part.
 */
export function attendedTerms(
  context: MethodContext,
  measure: MeasureMaker,
  pairs: PartPairs,
  attention: ConfounderAttention,
  primary = context.features,
): DependenceTerm[] {
  const { label, attributes, batch } = context;
  const joint: DependenceTerm = {
    name: [label, ...attributes].map(({ name }) => name).join("."),
    left: 0,
    right: attributes.map((_, index) => index + 1),
    rightSide: "part",
    measure: measure({ batch, left: primary, right: attention.features }),
    attention,
  };
  const others = pairTerms(context, measure, pairs).filter(({ left }) => left > 0);
  return [joint, ...others];
}
