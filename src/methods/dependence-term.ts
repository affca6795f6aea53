import { at } from "../base/ndarray.js";
import type { DependenceMeasure } from "../dependence/measure.js";
import { concat } from "../graph/ops/movement.js";
import { and } from "../graph/ops/select.js";
import type { Tensor } from "../graph/tensor.js";
import {
  applyPart,
  prefixSpecs,
  type ApplyContext,
  type ArraySpec,
  type Layer,
} from "../nn/layer.js";
import type { SpecTree } from "./phase.js";

/** One dependence that is penalised: a measure on two groups of parts of the features. */
export interface DependenceTerm {
  /** Names of the targets whose parts it compares, joined by dots: `label.site`. */
  readonly name: string;
  /** Parts on either side, by number; 0 is the label's. */
  readonly left: readonly number[];
  readonly right: readonly number[];
  readonly measure: DependenceMeasure;
  /** Maps the right parts side by side, [B, Σ F], to what is compared; on the critic's side. Null: as they are. */
  readonly attention: Layer | null;
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

/** Parameters or buffers of all critics and their attention. */
export function specsOfTerms(
  terms: readonly DependenceTerm[],
  kind: "parameters" | "buffers",
): SpecTree {
  const specs: Record<string, ArraySpec> = {};
  for (const term of terms) {
    const name = criticName(term);
    Object.assign(specs, prefixSpecs(name, term.measure.critic?.[kind] ?? {}));
    Object.assign(specs, prefixSpecs(`${name}.attention`, term.attention?.[kind] ?? {}));
  }
  return specs;
}

/** What the encoder minimises of a term, []. */
export function termPenalty(
  term: DependenceTerm,
  context: ApplyContext,
  inputs: TermInputs,
): Tensor {
  const own = context.child(criticName(term));
  return term.measure.penalty(own, pairOf(term, own, inputs));
}

/** What the critic of a term minimises, []; null where there is none. `inputs.parts` come cut. */
export function termCriticLoss(
  term: DependenceTerm,
  context: ApplyContext,
  inputs: TermInputs,
): Tensor | null {
  const own = context.child(criticName(term));
  return term.measure.criticLoss(own, pairOf(term, own, inputs));
}

/** A row counts where every target of the term is known. */
function pairOf(term: DependenceTerm, context: ApplyContext, inputs: TermInputs) {
  const { left, right, attention } = term;
  const beside = (parts: readonly number[]) =>
    parts.length === 1
      ? at(inputs.parts, at(parts, 0))
      : concat(
          parts.map((part) => at(inputs.parts, part)),
          1,
        );
  const rights = beside(right);
  return {
    left: beside(left),
    right: attention === null ? rights : applyPart(context, "attention", attention, rights),
    owner: inputs.owner,
    valid: [...left, ...right].map((part) => at(inputs.known, part)).reduce((a, b) => and(a, b)),
  };
}
