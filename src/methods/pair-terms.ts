import type { DependenceMeasure, PairShape } from "../dependence/measure.js";
import type { DependenceTerm } from "./dependence-term.js";
import type { MethodContext } from "./method.js";

/** One term for each pair of parts (i < j), attribute–attribute included (Mohan 2024). */
export function pairTerms(
  context: MethodContext,
  measure: (shape: PairShape) => DependenceMeasure,
): DependenceTerm[] {
  const targets = [context.label, ...context.attributes];
  const shape = { batch: context.batch, left: context.features, right: context.features };
  return targets.flatMap((first, left) =>
    targets.slice(left + 1).map((second, offset) => ({
      name: `${first.name}.${second.name}`,
      left,
      right: left + 1 + offset,
      measure: measure(shape),
    })),
  );
}
