import type { DependenceMeasure, PairShape } from "../dependence/measure.js";
import type { DependenceTerm } from "./dependence-term.js";
import type { MethodContext } from "./method.js";
import type { TermWeighting } from "./latent-split.js";

/** Which pairs of parts are penalised: all, attribute–attribute included (Mohan 2024), or the label's alone. */
export type PartPairs = "all" | "primary";

/** One term for each pair of parts (i < j). */
export function pairTerms(
  context: MethodContext,
  measure: (shape: PairShape) => DependenceMeasure,
  pairs: PartPairs,
): DependenceTerm[] {
  const targets = [context.label, ...context.attributes];
  const shape = { batch: context.batch, left: context.features, right: context.features };
  return targets.flatMap((first, left) =>
    pairs === "primary" && left > 0
      ? []
      : targets.slice(left + 1).map((second, offset) => ({
          name: `${first.name}.${second.name}`,
          left: [left],
          right: [left + 1 + offset],
          measure: measure(shape),
          attention: null,
        })),
  );
}

/** The mean over all terms. */
export const meanOfTerms: TermWeighting = {
  layer: { parameters: {}, buffers: {} },
  weights: (_, values) => values.map(() => 1 / values.length),
  criticLoss: () => null,
};
