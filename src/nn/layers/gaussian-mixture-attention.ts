import { ConfigError } from "../../base/errors.js";
import { inverseSoftplus } from "../../base/logistic.js";
import { at } from "../../base/ndarray.js";
import { add, div, softplus, sub } from "../../graph/ops/elementwise.js";
import { permuteRows } from "../../graph/ops/gather.js";
import { concat, slice, transpose } from "../../graph/ops/movement.js";
import { reshape, softmax } from "../../graph/ops/reduce.js";
import { constant } from "../../graph/ops/source.js";
import type { Tensor } from "../../graph/tensor.js";
import {
  constantInit,
  specsOfParts,
  type ApplyContext,
  type ArraySpec,
  type Initialiser,
  type Layer,
} from "../layer.js";
import { logWeightsOf, mixtureMean, sampleMixture, type Mixture } from "../mixture.js";
import { standardGumbel, standardNormal } from "../noise.js";
import { linear } from "./linear.js";
import { mapRows } from "./map-rows.js";
import { requireTokens } from "./tokens.js";

/** Options of {@link gaussianMixtureAttention}. */
export interface GaussianMixtureAttentionOptions {
  /** Number of classes K. */
  readonly classes: number;
  /** Features C of a token. */
  readonly inFeatures: number;
  /** Number of components M, an "off" component included. */
  readonly components: number;
  /** The prior's lowest component, fixed and narrow: a place that is not looked at. Null: all components are learnt. */
  readonly off: { readonly mean: number; readonly deviation: number } | null;
  /** T of the softmax over places; default 1. */
  readonly temperature?: number;
}

/** What the bottleneck gives for a batch. */
export interface MixtureAttention {
  /** A^GM over places, [B, K, N]; each row sums to 1. */
  readonly attention: Tensor;
  /** z, [B, K, N]. */
  readonly logits: Tensor;
  /** q(z | X), [M, B, K, N]; means rise along M. */
  readonly posterior: Mixture;
  /** r(z), [M]; means rise. */
  readonly prior: Mixture;
}

/** The bottleneck as a part of a model. `apply` of a layer has no place for τ and for what the divergence needs. */
export interface GaussianMixtureAttention extends Pick<Layer, "parameters" | "buffers"> {
  /**
   * @param tokens [B, N, C]. @param choice τ of the Gumbel-softmax over components, above 0: a scalar tensor or number.
   * @throws ShapeError where tokens are not [B, N, C].
   */
  attend(context: ApplyContext, tokens: Tensor, choice: Tensor | number): MixtureAttention;
}

/** Means of neighbouring components of the prior at the start. */
const startSpacing = 2;
/** Subtracted from what becomes σ of the posterior, so that it starts near 0.007. */
const deviationShift = 5;
/** Added to σ: softplus underflows to 0 in float32, and log σ is needed. */
const smallestDeviation = 1e-6;

/**
 * Reconstruction: IBCA's GM-VIB, spatial attention through a Gaussian-mixture information bottleneck. For class k and place n
 *
 *   q(z_kn | X) = Σ_m π_kmn N(μ_kmn, σ²_kmn),  π = softmax over m, σ = softplus(raw − 5) + 1e-6, by 1x1 maps of the tokens
 *   r(z) = Σ_m w_m N(m_m, s_m²),  learnt, the same for all classes and places
 *   training: z by Gumbel-softmax over m and a reparameterised Gaussian, one ε for all m;  evaluation: z = Σ_m π_m μ_m
 *   A^GM_k = softmax over places of z_k / T
 *
 * Components are identifiable by order: μ_1 is free, μ_m = μ_{m−1} + softplus(raw_m), and the same for the prior, so that
 * component m means the same on both sides and the matched bound ({@link mixtureDivergenceBound}) is not loose by
 * permutation. With `off` the prior's first component is fixed (its weight is learnt) and the others are above it.
 * M = 1 without `off` is the single-Gaussian bottleneck.
 *
 * Parameters: `mix`, `mean`, `deviation` (each `weight` [K·M, C] by PyTorch's law for linear layers, `bias` [K·M]; no `mix`
 * for M = 1); `priorMix` [M] logits of w (M > 1), `priorMean` (first mean, then softplus⁻¹ of the steps; only steps with
 * `off`), `priorDeviation` (softplus⁻¹ of s, without that of `off`). At the start w is uniform, learnt means are 2 apart
 * around 0, s = 1, and the posterior's means are those of the prior but for the weights' part.
 * @throws ConfigError for an `off` with one component, or whose mean is not below the learnt ones at the start, or where a
 * deviation or T is not above 0.
 * @source Cui et al. 2025 (IBCA, arXiv 2508.08069) for the idea; its equations are not known to us. Alemi et al. 2017 (VIB);
 * Jang et al. 2017 (Gumbel-softmax).
 */
export function gaussianMixtureAttention(
  options: GaussianMixtureAttentionOptions,
): GaussianMixtureAttention {
  const { classes, inFeatures, components, off, temperature = 1 } = options;
  checkOptions(options);
  const start = startMeans(components, off?.mean ?? null);
  const biases = orderedStart(start);
  const map = (biasInit: Initialiser) =>
    linear({ inFeatures, outFeatures: classes * components, biasInit });
  const several = components > 1;
  const mean = map((_, shape) => repeat(biases, shape));
  const deviation = map(constantInit(0));
  const mix = map(constantInit(0));
  const parts = several ? { mix, mean, deviation } : { mean, deviation };
  const learnt = off === null ? components : components - 1;
  return {
    parameters: {
      ...specsOfParts(parts).parameters,
      ...(several ? { priorMix: arrayOf(new Array<number>(components).fill(0)) } : {}),
      priorMean: arrayOf(off === null ? biases : biases.slice(1)),
      priorDeviation: arrayOf(new Array<number>(learnt).fill(inverseSoftplus(1))),
    },
    buffers: {},
    attend: (context, tokens, choice) => {
      requireTokens(context, "gaussianMixtureAttention", tokens, { C: inFeatures });
      const posterior = posteriorOf(context, tokens, Object.keys(parts), { classes, components });
      const logits = draw(context, posterior, several, choice);
      return {
        attention: softmax(div(logits, temperature)),
        logits,
        posterior,
        prior: priorOf(context, several, off),
      };
    },
  };
}

/** q(z | X): all maps in one product of the tokens, whose outputs are brought from [B, N, P·M·K] to P times [M, B, K, N]. */
function posteriorOf(
  context: ApplyContext,
  tokens: Tensor,
  names: readonly string[],
  { classes, components }: { readonly classes: number; readonly components: number },
): Mixture {
  const [batch = 0, places = 0, inFeatures = 0] = tokens.shape;
  const outputs = classes * components;
  const gathered = (array: "weight" | "bias", width: number) =>
    concat(
      names.map((name) => {
        const kept = reshape(context.child(name).parameter(array), [classes, components, width]);
        return reshape(transpose(kept, [1, 0, 2]), [outputs, width]);
      }),
      0,
    );
  const mapped = mapRows(
    tokens,
    gathered("weight", inFeatures),
    reshape(gathered("bias", 1), [names.length * outputs]),
  );
  const maps = names.length * components;
  const byImage = transpose(mapped, [0, 2, 1]);
  const all =
    context.mode === "evaluate"
      ? // Slower; leaves the batch free in an exported model, as whole rows by their numbers would not.
        transpose(reshape(byImage, [batch, maps, classes, places]), [1, 0, 2, 3])
      : reshape(firstAxesSwapped(reshape(byImage, [batch * maps, classes * places]), batch, maps), [
          maps,
          batch,
          classes,
          places,
        ]);
  const of = (name: string) => {
    const start = names.indexOf(name) * components;
    return slice(all, [{ axis: 0, start, end: start + components }]);
  };
  return {
    logWeights: names.includes("mix") ? logWeightsOf(of("mix")) : constant([0], [1]),
    means: orderedMeans(of("mean")),
    deviations: add(softplus(sub(of("deviation"), deviationShift)), smallestDeviation),
  };
}

/**
 * [a · b, n] -> [b · a, n], whole rows, by their numbers. ONNX Runtime would fuse a second transpose with the one before, and copy value by
 * value.
 */
function firstAxesSwapped(x: Tensor, a: number, b: number): Tensor {
  const order = (outer: number, inner: number) =>
    constant(
      Array.from({ length: a * b }, (_, to) => (to % inner) * outer + Math.floor(to / inner)),
      [a * b],
      "int64",
    );
  return permuteRows(x, order(b, a), order(a, b));
}

/** z, [B, K, N], in training by noise of this pass, in evaluation the mean. */
function draw(
  context: ApplyContext,
  posterior: Mixture,
  several: boolean,
  choice: Tensor | number,
): Tensor {
  if (context.mode === "evaluate") return mixtureMean(posterior);
  const { shape } = posterior.means;
  const normal = standardNormal(context.randomKey(), shape.slice(1));
  const gumbel = several ? standardGumbel(context.randomKey(), shape) : null;
  return sampleMixture(posterior, { normal, gumbel }, choice);
}

function priorOf(
  context: ApplyContext,
  several: boolean,
  off: GaussianMixtureAttentionOptions["off"],
): Mixture {
  const learntMeans = context.parameter("priorMean");
  const learntDeviations = softplus(context.parameter("priorDeviation"));
  const raw = off === null ? learntMeans : concat([constant([off.mean], [1]), learntMeans], 0);
  const fixed = off === null ? [] : [constant([off.deviation], [1])];
  return {
    logWeights: several ? logWeightsOf(context.parameter("priorMix")) : constant([0], [1]),
    means: orderedMeans(raw),
    deviations: concat([...fixed, learntDeviations], 0),
  };
}

/** raw [M, ...] -> raw_1, raw_1 + softplus(raw_2), …: rising along M. */
function orderedMeans(raw: Tensor): Tensor {
  const components = at(raw.shape, 0);
  const part = (m: number) => slice(raw, [{ axis: 0, start: m, end: m + 1 }]);
  const means = [part(0)];
  for (let m = 1; m < components; m++) means.push(add(at(means, m - 1), softplus(part(m))));
  return components === 1 ? raw : concat(means, 0);
}

/** Means of the prior at the start: 2 apart and around 0, below them that of `off`. */
function startMeans(components: number, offMean: number | null): number[] {
  const learnt = offMean === null ? components : components - 1;
  const means = Array.from(
    { length: learnt },
    (_, index) => startSpacing * (index - (learnt - 1) / 2),
  );
  return offMean === null ? means : [offMean, ...means];
}

/** What {@link orderedMeans} turns into `means`. */
function orderedStart(means: readonly number[]): number[] {
  return means.map((own, index) =>
    index === 0 ? own : inverseSoftplus(own - at(means, index - 1)),
  );
}

function arrayOf(values: readonly number[]): ArraySpec {
  return { shape: [values.length], init: (_, shape) => repeat(values, shape) };
}

function repeat(values: readonly number[], shape: readonly number[]): Float32Array {
  return Float32Array.from({ length: at(shape, 0) }, (_, index) =>
    at(values, index % values.length),
  );
}

function checkOptions(options: GaussianMixtureAttentionOptions): void {
  const { components, off, temperature = 1 } = options;
  const where = "gaussianMixtureAttention";
  if (!(temperature > 0)) {
    throw new ConfigError(where, "temperature", { expected: "above 0", got: temperature });
  }
  if (off === null) return;
  const lowest = -startSpacing * ((components - 2) / 2);
  if (components < 2) {
    throw new ConfigError(where, "components with an off component", {
      expected: "2 or more",
      got: components,
    });
  }
  if (!(off.mean < lowest)) {
    throw new ConfigError(where, "off.mean", { expected: `below ${lowest}`, got: off.mean });
  }
  if (!(off.deviation > 0)) {
    throw new ConfigError(where, "off.deviation", { expected: "above 0", got: off.deviation });
  }
}
