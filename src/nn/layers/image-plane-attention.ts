import { ConfigError, ShapeError } from "../../base/errors.js";
import { inverseSoftplus } from "../../base/logistic.js";
import { at, sizeOf } from "../../base/ndarray.js";
import { middleOfPlace, type PlaceCentres } from "../../base/place-centres.js";
import { add, div, log, mul, softplus, sqrt, sub } from "../../graph/ops/elementwise.js";
import { matmul } from "../../graph/ops/matmul.js";
import { concat, slice, transpose } from "../../graph/ops/movement.js";
import { logSumExp, reshape, softmax, sum } from "../../graph/ops/reduce.js";
import { maximum } from "../../graph/ops/select.js";
import { constant } from "../../graph/ops/source.js";
import type { Tensor } from "../../graph/tensor.js";
import {
  applyPart,
  constantInit,
  specsOfParts,
  type ApplyContext,
  type ArraySpec,
  type Layer,
} from "../layer.js";
import { logWeightsOf, sampleMixture, type Mixture } from "../mixture.js";
import { standardGumbel, standardNormal } from "../noise.js";
import { linear } from "./linear.js";
import { requireTokens } from "./tokens.js";

/** Options of {@link imagePlaneAttention}. */
export interface ImagePlaneAttentionOptions {
  /** Number of classes K. */
  readonly classes: number;
  /** Features C of a token. */
  readonly inFeatures: number;
  /** Number of components M, that of `off` included. */
  readonly components: number;
  /** Is the first component fixed, in the middle and as wide as the picture: looked for nowhere in particular? */
  readonly off: boolean;
  /** Extents of the map, D of them; N is their product. */
  readonly places: readonly number[];
  /** Extents of the picture, as many. */
  readonly pixels: readonly number[];
  /** Null: places split the picture evenly. */
  readonly centres: PlaceCentres | null;
}

/** What the bottleneck gives for a batch. */
export interface PlaneAttention {
  /** A^GM over places, [B, K, N]; each row sums to 1. */
  readonly attention: Tensor;
  /** Share of each component of the density at each place, [M, B, K, N]; of evaluation, one for all draws. */
  readonly shares: () => Tensor;
  /** q(z | X): log π [M, 1, B, K], μ and σ [M, D, B, K]. */
  readonly posterior: Mixture;
  /** r(z): log w [M, 1, 1, 1], m and s [M, D, 1, 1]. */
  readonly prior: Mixture;
}

/** The bottleneck as a part of a model. */
export interface ImagePlaneAttention extends Pick<Layer, "parameters" | "buffers"> {
  /**
   * @param tokens [B, N, C]. @param choice τ of the Gumbel-softmax over components, above 0: a scalar tensor or number.
   * @throws ShapeError where tokens are not [B, N, C].
   */
  attend(context: ApplyContext, tokens: Tensor, choice: Tensor | number): PlaneAttention;
}

/** κ: how far one look reaches around its point, in halves of the picture's extent. */
const reach = 0.2;
/** Least σ of the posterior: about half a place of a map of 16. */
const smallestDeviation = 0.05;
/** s of the prior's learnt components at the start; those of `off` are 1, from edge to edge within one σ. */
const startDeviation = 0.5;

/**
 * Reconstruction: the image-plane reading of IBCA's GM-VIB. What passes the bottleneck is a point z of the picture for each class,
 * in [−1, 1]^D from edge to edge, not a logit for each place:
 *
 *   q(z_k | X) = Σ_m π_km N(μ_km, diag σ²_km),   a_km = softmax over places of a 1x1 map of the tokens
 *   μ_km = Σ_n a_kmn c_n,   σ²_km = Σ_n a_kmn c_n² − μ² + 0.05²,   π_k = softmax over m of Σ_n a_kmn · (another 1x1 map)_n
 *   r(z) = Σ_m w_m N(m_m, diag s_m²), learnt, the same for all classes
 *   training: z drawn, the same component for all axes;  A^GM_kn ∝ exp(−|c_n − z_k|² / (2κ²)), κ = 0.2
 *   evaluation: what draws have in the mean but for the normalisation, A^GM_kn ∝ Σ_m π_km N(c_n; μ_km, σ²_km + κ²)
 *
 * with c_n the middle of what place n sees. With `off` the first component is N(0, 1) along every axis in q and r, and a learnt number
 * for each class stands for its map. M = 1 without `off` is a single Gaussian on the plane.
 *
 * Parameters: `look` and, of M > 1, `mix` (`weight` [L·K, C] by PyTorch's law for linear layers; of `mix` `bias` [L·K]; L = M, with `off`
 * M − 1), `offMix` [K] (`off`), `priorMix` [M] (M > 1), `priorMean` [L, D], `priorDeviation` [L, D] (softplus⁻¹ of s). At the start
 * w is uniform, the m_m are spread along the last axis and s = 0.5.
 * @throws ConfigError for an `off` with one component, ShapeError where map and picture differ in axes.
 * @source Cui et al. 2025 (IBCA, arXiv 2508.08069) for the idea; its equations are not known to us. Alemi et al. 2017 (VIB); moments of a
 * soft attention as a place: Finn et al. 2016 (spatial softmax).
 */
export function imagePlaneAttention(options: ImagePlaneAttentionOptions): ImagePlaneAttention {
  const { classes, inFeatures, components, off, places, pixels } = options;
  if (off && components < 2) {
    throw new ConfigError("imagePlaneAttention", "components with an off component", {
      expected: "2 or more",
      got: components,
    });
  }
  if (places.length !== pixels.length) {
    throw new ShapeError("imagePlaneAttention", "map and picture differ in axes", {
      ...{ places, pixels },
    });
  }
  const learnt = off ? components - 1 : components;
  const axes = places.length;
  const several = components > 1;
  const outFeatures = learnt * classes;
  // A bias of where to look cancels in the softmax over places.
  const look = linear({ inFeatures, outFeatures, bias: false });
  const maps: Maps = several ? { look, mix: linear({ inFeatures, outFeatures }) } : { look };
  const perAxis = (init: ArraySpec["init"]): ArraySpec => ({ shape: [learnt, axes], init });
  const plane = planeOf(options);
  return {
    parameters: {
      ...specsOfParts({ ...maps }).parameters,
      ...(off && { offMix: { shape: [classes], init: constantInit(0) } }),
      ...(several && { priorMix: { shape: [components], init: constantInit(0) } }),
      priorMean: perAxis(() => spreadAlongLast(learnt, axes)),
      priorDeviation: perAxis(constantInit(inverseSoftplus(startDeviation))),
    },
    buffers: {},
    attend(context, tokens, choice) {
      requireTokens(context, "imagePlaneAttention", tokens, { N: sizeOf(places), C: inFeatures });
      const posterior = posteriorOf(context, tokens, maps, plane, options);
      const densities = () => logDensities(posterior, plane);
      return {
        attention:
          context.mode === "evaluate"
            ? attentionOf(densities())
            : lookAround(draw(context, posterior, several, choice), plane),
        shares: () => softmax(densities(), 0),
        posterior,
        prior: priorOf(context, options),
      };
    },
  };
}

/** 1x1 maps of the tokens: where components look, and how much each is of; of one component the first alone. */
interface Maps {
  readonly look: Layer;
  readonly mix?: Layer;
}

/** Middles of the places in [−1, 1], as the products take them. */
interface Plane {
  /** [N, 2 D]: c, then c². */
  readonly moments: Tensor;
  /** c, [D, N]. */
  readonly middles: Tensor;
  /** |c|², [N]. */
  readonly squares: Tensor;
}

function planeOf({ places, pixels, centres }: ImagePlaneAttentionOptions): Plane {
  const count = sizeOf(places);
  const axes = places.length;
  const middles = new Float32Array(axes * count);
  const moments = new Float32Array(count * 2 * axes);
  const squares = new Float32Array(count);
  for (let place = 0; place < count; place++) {
    let rest = place;
    for (let axis = axes - 1; axis >= 0; axis--) {
      const along = { places: at(places, axis), pixels: at(pixels, axis), centres };
      const middle = middleOfPlace(rest % along.places, along);
      const c = (2 * middle + 1) / along.pixels - 1;
      middles[axis * count + place] = c;
      moments[place * 2 * axes + axis] = c;
      moments[place * 2 * axes + axes + axis] = c * c;
      squares[place] = at(squares, place) + c * c;
      rest = Math.floor(rest / along.places);
    }
  }
  return {
    moments: constant(moments, [count, 2 * axes]),
    middles: constant(middles, [axes, count]),
    squares: constant(squares, [count]),
  };
}

function posteriorOf(
  context: ApplyContext,
  tokens: Tensor,
  maps: Maps,
  { moments }: Plane,
  options: ImagePlaneAttentionOptions,
): Mixture {
  const { classes, off, places } = options;
  const [batch = 0, count = 0] = tokens.shape;
  const axes = places.length;
  const looks = softmax(byPlace(context, "look", maps.look, tokens));
  const rows = at(looks.shape, 1);
  const taken = matmul(reshape(looks, [batch * rows, count]), moments);
  const moment = (start: number) => {
    const own = slice(taken, [{ axis: 1, start, end: start + axes }]);
    return transpose(reshape(own, [batch, rows / classes, classes, axes]), [1, 3, 0, 2]);
  };
  const means = moment(0);
  const spread = maximum(sub(moment(axes), mul(means, means)), 0);
  const deviations = sqrt(add(spread, smallestDeviation ** 2));
  // Made of what is there, so that the batch stays free in an exported model.
  const zeros = mul(slice(means, [{ axis: 0, start: 0, end: 1 }]), 0);
  const withOff = (own: Tensor, value: number) => (off ? concat([add(zeros, value), own], 0) : own);
  return {
    logWeights:
      maps.mix === undefined
        ? slice(zeros, [{ axis: 1, start: 0, end: 1 }])
        : weightsOf(context, { looks, mix: byPlace(context, "mix", maps.mix, tokens) }, options),
    means: withOff(means, 0),
    deviations: withOff(deviations, 1),
  };
}

/** log π, [M, 1, B, K]: of what another map says where each component looks. */
function weightsOf(
  context: ApplyContext,
  said: { readonly looks: Tensor; readonly mix: Tensor },
  { classes, off }: ImagePlaneAttentionOptions,
): Tensor {
  const [batch = 0, rows = 0] = said.looks.shape;
  const evidence = sum(mul(said.looks, said.mix), { axes: [2] });
  const own = transpose(reshape(evidence, [batch, rows / classes, classes, 1]), [1, 3, 0, 2]);
  const fixed = () => {
    const none = mul(slice(own, [{ axis: 0, start: 0, end: 1 }]), 0);
    return add(none, reshape(context.parameter("offMix"), [1, 1, 1, classes]));
  };
  return logWeightsOf(off ? concat([fixed(), own], 0) : own);
}

/** [B, N, C] -> [B, L · K, N] */
function byPlace(context: ApplyContext, name: string, map: Layer, tokens: Tensor): Tensor {
  return transpose(applyPart(context, name, map, tokens), [0, 2, 1]);
}

/** z, [D, B, K]. */
function draw(
  context: ApplyContext,
  posterior: Mixture,
  several: boolean,
  choice: Tensor | number,
): Tensor {
  const { logWeights, means } = posterior;
  const normal = standardNormal(context.randomKey(), means.shape.slice(1));
  const gumbel = several ? standardGumbel(context.randomKey(), logWeights.shape) : null;
  return sampleMixture(posterior, { normal, gumbel }, choice);
}

/** softmax over places of −|c − z|² / (2κ²); |z|² is the same for all of them: [D, B, K] -> [B, K, N]. */
function lookAround(z: Tensor, { middles, squares }: Plane): Tensor {
  const [axes = 0, batch = 0, classes = 0] = z.shape;
  const points = reshape(transpose(z, [1, 2, 0]), [batch * classes, axes]);
  const near = sub(matmul(points, middles), mul(squares, 0.5));
  return softmax(reshape(mul(near, 1 / reach ** 2), [batch, classes, at(squares.shape, 0)]));
}

/**
 * log π N(c_n; μ, σ² + κ²) but for a constant that all share, [M, B, K, N]. Images are the first axis while shapes change, so that the
 * batch stays free in an exported model.
 */
function logDensities({ logWeights, means, deviations }: Mixture, { middles }: Plane): Tensor {
  const [components = 0, axes = 0, batch = 0, classes = 0] = means.shape;
  const byImage = (x: Tensor) => transpose(x, [2, 3, 0, 1]);
  const open = (x: Tensor) => reshape(byImage(x), [batch, classes, components, axes, 1]);
  const variances = open(add(mul(deviations, deviations), reach ** 2));
  const distances = sub(middles, open(means));
  const each = mul(add(div(mul(distances, distances), variances), log(variances)), -0.5);
  return transpose(add(sum(each, { axes: [3] }), byImage(logWeights)), [2, 0, 1, 3]);
}

/** [M, B, K, N] -> [B, K, N] */
function attentionOf(densities: Tensor): Tensor {
  const whole = logSumExp(densities, { axes: [0], keepAxes: true });
  return softmax(reshape(whole, densities.shape.slice(1)));
}

function priorOf(
  context: ApplyContext,
  { components, off, places }: ImagePlaneAttentionOptions,
): Mixture {
  const axes = places.length;
  const fixed = (value: number) => constant(new Float32Array(axes).fill(value), [1, axes]);
  const withOff = (own: Tensor, value: number) =>
    reshape(off ? concat([fixed(value), own], 0) : own, [components, axes, 1, 1]);
  return {
    logWeights: reshape(
      components > 1 ? logWeightsOf(context.parameter("priorMix")) : constant([0], [1]),
      [components, 1, 1, 1],
    ),
    means: withOff(context.parameter("priorMean"), 0),
    deviations: withOff(softplus(context.parameter("priorDeviation")), 1),
  };
}

/** [L, D]: (m + 1/2) 2/L − 1 halved along the last axis, 0 along the others. */
function spreadAlongLast(learnt: number, axes: number): Float32Array {
  const means = new Float32Array(learnt * axes);
  for (let m = 0; m < learnt; m++) means[m * axes + axes - 1] = (m + 0.5) / learnt - 0.5;
  return means;
}
