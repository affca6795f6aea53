import { ConfigError, InternalError } from "../../base/errors.js";
import { add, mul, sub } from "../../graph/ops/elementwise.js";
import { slice } from "../../graph/ops/movement.js";
import { mean, reshape } from "../../graph/ops/reduce.js";
import { stopGradient } from "../../graph/ops/select.js";
import type { Tensor, TensorTree } from "../../graph/tensor.js";
import { applyPart, specsOfParts, type ApplyContext, type Layer } from "../../nn/layer.js";
import type { ClassAttention, ClassQueryAttention } from "../../nn/layers/class-query-attention.js";
import { classScores, type ClassScorer } from "../../nn/layers/class-scores.js";
import {
  counterfactualFeatures,
  counterfactuals,
} from "../../nn/layers/counterfactual-features.js";
import { effectBesideOthers } from "../../nn/losses/effect-beside-others.js";
import { attentionAlignment } from "../../nn/losses/attention-alignment.js";
import { classContrast } from "../../nn/losses/class-contrast.js";
import type { AnswersLoss } from "../answers-head.js";
import { independentAnswersLoss } from "../answers-loss.js";
import { sigmoidRamp } from "../sigmoid-ramp.js";
import { bottleneck, type Bottleneck, type BottleneckSettings } from "./bottleneck.js";
import type { ClassHead, ClassHeadPlace, ClassPass, ClassTraining } from "./class-head.js";
import { classQueries, joined, type ClassQuerySettings } from "./class-query-head.js";
import { eraseLooked } from "./erase-looked.js";

/** γ of ρ(t) = 2/(1 + e^{−γt}) − 1. */
const rampSteepness = 5;

/** What a label's features are pushed away from. */
export const negativeKinds = ["other-labels", "absent-images", "complement"] as const;
export type NegativeKind = (typeof negativeKinds)[number];

/** What stands in for a label's attention; other-labels: where the image's other labels look, of labels that are there alone. */
export const interventions = [...counterfactuals, "other-labels"] as const;
export type Intervention = (typeof interventions)[number];

/** Where a loss that learns arrays has those for the mixture's scores, for an effect, and for erased pictures. */
const mixtureLoss = "mixtureLoss";
const effectLoss = (kind: Intervention) => `effectLoss.${kind}`;
const erasedLoss = "erasedLoss";
const erasedMixtureLoss = "erasedMixtureLoss";

/** Settings of {@link causalAttentionHead}; a weight of 0 leaves its term out. */
export interface CausalAttentionSettings extends ClassQuerySettings {
  /** Null: no mixture attention, and neither alignment nor contrast. */
  readonly bottleneck: MixtureSettings | null;
  readonly align: number;
  readonly contrast: number;
  readonly negatives: readonly NegativeKind[];
  /** τ of the contrast. */
  readonly temperature: number;
  readonly intervene: number;
  readonly counterfactuals: readonly Intervention[];
  /** Null: no picture is looked at again. */
  readonly erasing: ErasingSettings | null;
}

/** The mixture attention, and what its scores learn by. */
export interface MixtureSettings extends BottleneckSettings {
  /** How far as if labels were independent, 0..1; 0: by the run's loss. */
  readonly independence: number;
}

/** Looking again at pictures without what a label looks at. */
export interface ErasingSettings {
  readonly weight: number;
  /** Of a batch, 0..1; at least two images. */
  readonly share: number;
  /** σ of what is taken out, as a share of the picture's extent. */
  readonly extent: number;
}

/**
 * Reconstruction: IBCA's causal class attention over the class-query attention of class-query-head.ts, whose scores s are the
 * answer. In training, with ρ(t) = 2/(1 + e^{−5t}) − 1 and ℓ the run's loss of answers, the label's loss ℓ(y, s) gains
 *
 *   ℓ_I(y, s^GM) + β(t) · KL   the mixture attention A^GM (bottleneck.ts), v^GM pooled with it by the same values, a scorer of its own;
 *     ℓ_I is cross-entropy as if no label told of another (independent-answers.ts, power `independence`), so that A^GM looks for
 *     the label and not for its companion, while the answer s may use what comes with it; ℓ where `independence` is 0
 *   ρ · align · L_align      A^GM, held constant, draws each head's attention (attention-alignment.ts)
 *   ρ · contrast · L_con     v^GM, held constant, draws v; negatives push it away (class-contrast.ts)
 *   ρ · intervene · mean over counterfactuals A_cf of ℓ(y, s − s under do(A = A_cf))
 *   ρ · erasing.weight · (ℓ'(y', s of X') + ℓ'(y', s^GM of X'))  ℓ' of changed answers (answers-head.ts); X' and y' are a share of the batch without what one of its labels looks at (erase-looked.ts)
 *
 * Weights of 0 and no bottleneck leave the class-query attention, byte for byte.
 * @throws ConfigError for alignment or contrast without a bottleneck.
 */
export function causalAttentionHead(
  settings: CausalAttentionSettings,
  place: ClassHeadPlace,
): ClassHead {
  requireBottleneck(settings);
  const { width } = settings;
  const { labels } = place;
  const query = classQueries(settings, place);
  const scores = classScores({ classes: labels, features: width });
  const mixture = settings.bottleneck === null ? null : bottleneck(settings.bottleneck, place);
  const lossOfMixture = mixtureLossOf(settings.bottleneck, place);
  const lossOfChanged = place.loss.ofChanged ?? place.loss;
  // Beside other labels answers of no are left out, and the rest are not of the training rows' law.
  const lossOfEffect = (kind: Intervention) =>
    kind === "other-labels" ? lossOfChanged : place.loss;
  const losses = { lossOfMixture, lossOfChanged, lossOfEffect };
  const parts: Parts = { query, scores, mixture, mixtureScores: scores, ...losses };
  const { align, contrast, intervene, erasing } = settings;
  const weighs = align > 0 || contrast > 0 || intervene > 0 || erasing !== null;
  return {
    ...specsOfParts({
      ...{ query, scores },
      ...(mixture && { mixture, mixtureScores: scores, [mixtureLoss]: lossOfMixture }),
      ...Object.fromEntries(
        (intervene > 0 ? settings.counterfactuals : []).map((kind) => [
          effectLoss(kind),
          lossOfEffect(kind),
        ]),
      ),
      ...(erasing !== null && { [erasedLoss]: lossOfChanged }),
      ...(erasing !== null && mixture !== null && { [erasedMixtureLoss]: lossOfChanged }),
    }),
    width: labels * width,
    scalars: {
      ...mixture?.scalars,
      ...(weighs ? { rho: ({ fraction }) => sigmoidRamp(fraction, rampSteepness) } : {}),
    },
    read(context, tokens, training) {
      const seen = query.attend(context.child("query"), tokens);
      const pass: ClassPass = {
        features: joined(seen.features),
        scores: applyPart(context, "scores", scores, seen.features),
        attention: mean(seen.attention, { axes: [2] }),
      };
      if (training === undefined)
        return mixture === null ? pass : { ...pass, maps: mapsOf(mixture, context, tokens) };
      if (mixture === null && !weighs) return pass;
      const { answers } = training;
      if (answers === null) throw new InternalError("causalAttentionHead", "no answers");
      const { scores: said, attention } = pass;
      const step: Step = { ...training, context, tokens, seen, scores: said, attention, answers };
      return { ...pass, added: addedLosses(settings, place, parts, step) };
    },
  };
}

/** @throws ConfigError where a term has nothing to read. */
function requireBottleneck({ bottleneck: settings, align, contrast }: CausalAttentionSettings) {
  if (settings !== null || (align === 0 && contrast === 0)) return;
  throw new ConfigError(
    "method.components",
    "alignment and contrast read the mixture's attention",
    {
      got: "no mixture (0)",
      advice: "Ask for components, or set align and contrast to 0.",
    },
  );
}

/** @throws InternalError where the run does not say what answers tell of each other. */
function mixtureLossOf(
  mixture: MixtureSettings | null,
  { loss, givenOthers }: ClassHeadPlace,
): AnswersLoss {
  const power = mixture?.independence ?? 0;
  if (power === 0) return loss;
  if (givenOthers === null) throw new InternalError("causalAttentionHead", "no given others");
  return independentAnswersLoss({ given: givenOthers, power });
}

interface Parts {
  readonly query: ClassQueryAttention;
  readonly scores: ClassScorer;
  readonly mixture: Bottleneck | null;
  readonly mixtureScores: Layer;
  readonly lossOfMixture: AnswersLoss;
  readonly lossOfChanged: AnswersLoss;
  readonly lossOfEffect: (kind: Intervention) => AnswersLoss;
}

/** One training pass so far. */
interface Step extends ClassTraining {
  readonly context: ApplyContext;
  readonly tokens: Tensor;
  readonly seen: ClassAttention;
  readonly scores: Tensor;
  /** Mean over the heads, [B, K, N]. */
  readonly attention: Tensor;
  readonly answers: Tensor;
}

function addedLosses(
  settings: CausalAttentionSettings,
  place: ClassHeadPlace,
  parts: Parts,
  step: Step,
): { readonly loss: Tensor; readonly terms: TensorTree } {
  const { context, seen, answers, scalars } = step;
  const losses: Tensor[] = [];
  const terms: Record<string, Tensor> = {};
  const ramped = (name: string, term: Tensor, weight: number) => {
    terms[name] = term;
    losses.push(mul(term, mul(need(scalars, "rho"), weight)));
  };
  const mixed = readMixture(parts, step);
  if (mixed !== null) {
    const { target, price, pooled } = mixed;
    const own = context.child(mixtureLoss);
    terms["mixture"] = parts.lossOfMixture.apply(own, mixed.scores, answers);
    losses.push(terms["mixture"]);
    if (price !== null) {
      terms["divergence"] = price.divergence;
      losses.push(price.loss);
    }
    if (settings.align > 0) {
      const { attention } = seen;
      ramped("align", attentionAlignment({ target, attention, answers }), settings.align);
    }
    if (settings.contrast > 0) {
      ramped("contrast", contrastOf(settings, step, pooled), settings.contrast);
    }
  }
  if (settings.intervene > 0) {
    const effects = settings.counterfactuals.map((kind) => interventionOf(kind, parts, step));
    ramped("intervene", mul(total(effects), 1 / effects.length), settings.intervene);
  }
  const { erasing } = settings;
  if (erasing !== null) {
    const own = step.attention;
    const attention = mixed === null ? own : mul(add(own, mixed.target), 1 / 2);
    ramped("erase", erasureOf(erasing, place, parts, { ...step, attention }), erasing.weight);
  }
  return { loss: total(losses), terms };
}

/** A^GM and the shares of its components, as evaluation has them. */
function mapsOf(mixture: Bottleneck, context: ApplyContext, tokens: Tensor) {
  const { attention, shares } = mixture.attend(context.child("mixture"), tokens);
  return { bottleneck: attention, ...shares };
}

/** A^GM and what it pays, features v^GM pooled with it by the values of the query, and their scores; null without a mixture. */
function readMixture(
  { mixture, mixtureScores }: Parts,
  { context, scalars, tokens, seen }: Pick<Step, "context" | "scalars" | "tokens" | "seen">,
) {
  if (mixture === null) return null;
  const { attention: target, price } = mixture.attend(context.child("mixture"), tokens, scalars);
  const [batch = 0, labels = 0, places = 0] = target.shape;
  const pooled = seen.poolWith(reshape(target, [batch, labels, 1, places]));
  const scores = applyPart(context, "mixtureScores", mixtureScores, pooled);
  return { target, price, pooled, scores };
}

/** ℓ of the first images of the batch without what one of their labels looks at: of the scores, and of the mixture's where there is one. */
function erasureOf(
  { share, extent }: ErasingSettings,
  { places, pixels, centres }: ClassHeadPlace,
  parts: Parts,
  { context, images, attention, answers, lookAt, scalars }: Step,
): Tensor {
  const { query, scores, lossOfChanged: loss } = parts;
  const [batch = 0] = images.shape;
  const end = Math.min(batch, Math.max(2, Math.round(batch * share)));
  const first = (x: Tensor) => slice(x, [{ axis: 0, start: 0, end }]);
  const own = context.child(erasedLoss);
  const erased = eraseLooked(
    {
      ...{ images: first(images), attention: first(attention), answers: first(answers) },
      key: own.randomKey(),
    },
    { places, pixels, centres, extent },
  );
  const tokens = lookAt(erased.images);
  const seen = query.attend(context.child("query"), tokens);
  const said = applyPart(context, "scores", scores, seen.features);
  const told = loss.apply(own, said, erased.answers);
  const mixed = readMixture(parts, { context, scalars, tokens, seen });
  if (mixed === null) return told;
  const other = context.child(erasedMixtureLoss);
  return add(told, loss.apply(other, mixed.scores, erased.answers));
}

function contrastOf(
  { negatives, temperature }: CausalAttentionSettings,
  { context, seen, answers }: Step,
  mixtureFeatures: Tensor,
): Tensor {
  const unseen = () => counterfactualFeatures("complement", seen, context.child("contrast"));
  return classContrast({
    features: seen.features,
    positives: stopGradient(mixtureFeatures),
    ...{ answers, temperature },
    negatives: {
      otherClasses: negatives.includes("other-labels"),
      absentImages: negatives.includes("absent-images"),
      complement: negatives.includes("complement") ? unseen() : null,
    },
  });
}

/** ℓ(y, s − s under do(A = A_cf)). */
function interventionOf(
  kind: Intervention,
  { scores, lossOfEffect }: Parts,
  { context, seen, answers, ...step }: Step,
): Tensor {
  const own = context.child(effectLoss(kind));
  const loss = lossOfEffect(kind);
  if (kind === "other-labels") {
    // Values do not know whose attention pools them: what k's scorer says of v_j is its score under do(A_k = A_j).
    const crossed = scores.crossed(context.child("scores"), stopGradient(seen.features));
    const beside = effectBesideOthers({ scores: step.scores, crossed, answers });
    return loss.apply(own, beside.effect, beside.answers);
  }
  const other = counterfactualFeatures(kind, seen, context.child(kind));
  const without = applyPart(context, "scores", scores, other);
  return loss.apply(own, sub(step.scores, without), answers);
}

function need(scalars: TensorTree, name: string): Tensor {
  const scalar = scalars[name];
  if (scalar === undefined) throw new InternalError("causalAttentionHead", `no scalar ${name}`);
  return scalar;
}

function total(terms: readonly Tensor[]): Tensor {
  return terms.reduce((sum, term) => add(sum, term));
}
