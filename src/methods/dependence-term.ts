import { at } from "../base/ndarray.js";
import type { DependenceMeasure, FeaturePair } from "../dependence/measure.js";
import { and } from "../graph/ops/select.js";
import type { Tensor } from "../graph/tensor.js";
import { prefixSpecs, type ApplyContext, type ArraySpec } from "../nn/layer.js";
import type { SpecTree } from "./phase.js";

/** One dependence that is penalised: a measure on two parts of the features. */
export interface DependenceTerm {
  /** Names of the targets whose parts it compares, joined by dots: `label.site`. */
  readonly name: string;
  /** Part on either side, by number; 0 is the label's. */
  readonly left: number;
  readonly right: number;
  readonly measure: DependenceMeasure;
}

/** What a term is computed from. */
export interface TermInputs {
  /** [B, F] each. */
  readonly parts: readonly Tensor[];
  /** bool [B] each: rows whose target is known. */
  readonly known: readonly Tensor[];
  /** int32 [B] */
  readonly owner: Tensor;
}

/** Where the arrays of a term's critic live. */
export function criticName(term: DependenceTerm): string {
  return `critic.${term.name}`;
}

/** Under which the term is shown and recorded. */
export function termName(term: DependenceTerm): string {
  return `${term.measure.name}.${term.name}`;
}

/** Parameters or buffers of all critics. */
export function specsOfTerms(
  terms: readonly DependenceTerm[],
  kind: "parameters" | "buffers",
): SpecTree {
  const specs: Record<string, ArraySpec> = {};
  for (const term of terms) {
    Object.assign(specs, prefixSpecs(criticName(term), term.measure.critic?.[kind] ?? {}));
  }
  return specs;
}

/** What the encoder minimises of a term, []. */
export function termPenalty(
  term: DependenceTerm,
  context: ApplyContext,
  inputs: TermInputs,
): Tensor {
  return term.measure.penalty(context.child(criticName(term)), pairOf(term, inputs));
}

/** What the critic of a term minimises, []; null where there is none. `inputs.parts` come cut. */
export function termCriticLoss(
  term: DependenceTerm,
  context: ApplyContext,
  inputs: TermInputs,
): Tensor | null {
  return term.measure.criticLoss(context.child(criticName(term)), pairOf(term, inputs));
}

/** A row counts where both targets are known. */
function pairOf({ left, right }: DependenceTerm, { parts, known, owner }: TermInputs): FeaturePair {
  return {
    left: at(parts, left),
    right: at(parts, right),
    owner,
    valid: and(at(known, left), at(known, right)),
  };
}
