import { at } from "../base/ndarray.js";
import type { DependenceMeasure, FeaturePair } from "../dependence/measure.js";
import { neg } from "../graph/ops/elementwise.js";
import { concat } from "../graph/ops/movement.js";
import { and } from "../graph/ops/select.js";
import type { Tensor } from "../graph/tensor.js";
import { prefixSpecs, type ApplyContext, type ArraySpec, type SpecTree } from "../nn/layer.js";
import type { ConfounderAttention } from "./confounder-attention.js";

/** One dependence that is penalised: a measure on two groups of parts of the features. */
export interface DependenceTerm {
  /** Names of the targets whose parts it compares, joined by dots: `label.site`. */
  readonly name: string;
  /** Part on the left, by number; 0 is the label's. */
  readonly left: number;
  /** Parts on the right. Several need `attention`. */
  readonly right: readonly number[];
  readonly measure: DependenceMeasure;
  /** Weighs the right parts into one vector, on the critic's side. Null: one part, as it is. */
  readonly attention: ConfounderAttention | null;
}

/** What a term is computed from. */
export interface TermInputs {
  /** [B, F] each. */
  readonly parts: readonly Tensor[];
  /** bool [B] each: rows whose target is known. */
  readonly known: readonly Tensor[];
  /** int32 [B] */
  readonly owner: Tensor;
  /** int32 [B]: estimates are given this value; null for none. */
  readonly stratum: Tensor | null;
  /** float32 [B]: importance of each row; null where all count alike. */
  readonly weight: Tensor | null;
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
    if (kind === "parameters" && term.attention !== null) {
      Object.assign(specs, prefixSpecs(`${name}.attention`, term.attention.parameters));
    }
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

/**
 * What the critic's side of a term minimises, []; null where nothing is learnt there. Attention over a measure
 * without a critic is learnt by ascending the measure. `inputs.parts` come cut.
 */
export function termCriticLoss(
  term: DependenceTerm,
  context: ApplyContext,
  inputs: TermInputs,
): Tensor | null {
  const own = context.child(criticName(term));
  const pair = pairOf(term, own, inputs);
  const loss = term.measure.criticLoss(own, pair);
  return loss === null && term.attention !== null ? neg(term.measure.penalty(own, pair)) : loss;
}

/** A row counts where every target of the term is known. */
function pairOf(term: DependenceTerm, context: ApplyContext, inputs: TermInputs): FeaturePair {
  const left = at(inputs.parts, term.left);
  const rights = term.right.map((part) => at(inputs.parts, part));
  return {
    left,
    right:
      term.attention?.apply(context.child("attention"), left, rights) ??
      (rights.length === 1 ? at(rights, 0) : concat(rights, 1)),
    owner: inputs.owner,
    valid: term.right
      .map((part) => at(inputs.known, part))
      .reduce(and, at(inputs.known, term.left)),
    stratum: inputs.stratum,
    weight: inputs.weight,
  };
}
