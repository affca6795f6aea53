import { at } from "../base/ndarray.js";
import type { DependenceMeasure, FeaturePair } from "../dependence/measure.js";
import { neg } from "../graph/ops/elementwise.js";
import { oneHot } from "../graph/ops/gather.js";
import { reshape } from "../graph/ops/reduce.js";
import { and, cast, equal, greaterOrEqual } from "../graph/ops/select.js";
import type { Tensor } from "../graph/tensor.js";
import { prefixSpecs, type ApplyContext, type ArraySpec, type SpecTree } from "../nn/layer.js";
import type { ConfounderAttention } from "./confounder-attention.js";

/** One dependence that is penalised: a measure on two groups of parts of the features. */
export interface DependenceTerm {
  /** Names of the targets whose parts it compares, joined by dots: `label.site`. */
  readonly name: string;
  /** Part on the left, by number; 0 is the label's. */
  readonly left: number;
  /** Targets on the right, by number. Several need `attention`. */
  readonly right: readonly number[];
  /** `part`: their parts of the features. `value`: the one target's value itself, one-hot or as a number. */
  readonly rightSide: "part" | "value";
  readonly measure: DependenceMeasure;
  /** Weighs the right parts into one vector, on the critic's side. Null: one part, as it is. */
  readonly attention: ConfounderAttention | null;
}

/** What is known of a target. */
export interface TargetValues {
  /** int32 [B], -1 missing */
  readonly value: Tensor;
  readonly classes: number;
  /** Of a continuous attribute: float32 [B], standardised, NaN missing. Null: it has classes only. */
  readonly number: Tensor | null;
}

/** What a term is computed from. */
export interface TermInputs {
  /** [B, F] each: of the label, then of each attribute that has a part. */
  readonly parts: readonly Tensor[];
  /** Label, then attributes. */
  readonly targets: readonly TargetValues[];
  /** No row misses a value of a target: nothing is masked. */
  readonly isComplete: boolean;
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
  const known = [term.left, ...term.right].map((target) => isKnown(at(inputs.targets, target)));
  return {
    left: at(inputs.parts, term.left),
    right: rightOf(term, context, inputs),
    owner: inputs.owner,
    valid: inputs.isComplete ? null : known.reduce((all, one) => and(all, one)),
    stratum: inputs.stratum,
    weight: inputs.weight,
  };
}

function isKnown({ value, number }: TargetValues): Tensor {
  return number === null ? greaterOrEqual(value, 0) : equal(number, number);
}

function rightOf(term: DependenceTerm, context: ApplyContext, inputs: TermInputs): Tensor {
  const { right, rightSide, attention } = term;
  if (rightSide === "value") {
    const { value, classes, number } = at(inputs.targets, at(right, 0));
    if (number !== null) return reshape(number, [...number.shape, 1]);
    return oneHot(cast(value, "int64"), classes);
  }
  const parts = right.map((target) => at(inputs.parts, target));
  return attention === null
    ? at(parts, 0)
    : attention.apply(context.child("attention"), at(inputs.parts, term.left), parts);
}
