import { z } from "zod";
import { ConfigError, InternalError } from "../../base/errors.js";
import { exp, mul } from "../../graph/ops/elementwise.js";
import { slice } from "../../graph/ops/movement.js";
import { mean, reshape } from "../../graph/ops/reduce.js";
import type { Tensor, TensorTree } from "../../graph/tensor.js";
import type { ApplyContext, Layer } from "../../nn/layer.js";
import { gaussianMixtureAttention } from "../../nn/layers/gaussian-mixture-attention.js";
import { imagePlaneAttention } from "../../nn/layers/image-plane-attention.js";
import {
  mixtureDivergenceBound,
  planeDivergenceBound,
  sampledMixtureDivergence,
} from "../../nn/losses/mixture-divergence.js";
import { openMixture } from "../../nn/mixture.js";
import { standardNormal } from "../../nn/noise.js";
import type { Progress } from "../method.js";
import type { ClassHeadPlace } from "./class-head.js";

/** Deviation of the component of the prior that means "not looked at", and its mean: below the learnt ones at the start. */
const offDeviation = 0.1;
const offMean = (components: number) => Math.min(-4, -components);
/** τ of the choice of a component at the start and at the end of a run. */
const choiceTemperatures = { first: 1, last: 0.3 };

/** What the mixture is a law of. */
const mixtureSpaces = ["logits", "plane"] as const;

/** Settings of {@link bottleneck} in a run file. */
export const bottleneckSettings = {
  mixtureOver: z
    .enum(mixtureSpaces)
    .default("logits")
    .describe(
      "logits: the attention's logit at each place; plane: the point of the picture that a label is looked for at",
    ),
  beta: z
    .number()
    .nonnegative()
    .default(0.01)
    .describe("weight of the divergence from the prior, nats a place and label"),
  warmUp: z
    .number()
    .min(0)
    .max(1)
    .default(0.2)
    .describe("share of the run over which beta rises linearly from 0"),
  divergence: z
    .enum(["bound", "sampled"])
    .default("bound")
    .describe(
      "bound: component by component, never below the divergence; sampled: one draw, no bias",
    ),
};

/** What {@link bottleneck} is built from. */
export interface BottleneckSettings {
  /** Of what the mixture is a law. */
  readonly mixtureOver: (typeof mixtureSpaces)[number];
  /** M, the "off" component included. */
  readonly components: number;
  /** Has the prior a fixed, low and narrow component for places that are not looked at? */
  readonly off: boolean;
  readonly beta: number;
  readonly warmUp: number;
  readonly divergence: "bound" | "sampled";
}

/** The attention of a bottleneck, and in training what it pays. */
export interface BottleneckPass {
  /** A, [B, K, N]. */
  readonly attention: Tensor;
  /**
   * Share of each component at each place, [B, K, N] by name: 0..1, together 1; `component-1` is the one of the lowest mean, and that of
   * `off`. None of one component.
   */
  readonly shares: Readonly<Record<string, Tensor>>;
  /** β times the divergence from the prior, mean over images, labels and places; and the divergence. */
  readonly price: { readonly loss: Tensor; readonly divergence: Tensor } | null;
}

/** An attention through a bottleneck, as a part of a class head. */
export interface Bottleneck extends Pick<Layer, "parameters" | "buffers"> {
  readonly scalars: Readonly<Record<string, (progress: Progress) => number>>;
  /** @param scalars of this step; absent: no price, and the mean of the law instead of a draw in evaluation. */
  attend(context: ApplyContext, tokens: Tensor, scalars?: TensorTree): BottleneckPass;
}

/**
 * Reconstruction: attention of each label through a Gaussian-mixture bottleneck, and its price β(t) · mean of KL(q ‖ r), β rising
 * linearly over `warmUp` of the run. The mixture is a law of the attention's logits, one a label and place
 * (gaussian-mixture-attention.ts), or of a point of the picture, one a label (image-plane-attention.ts). τ of the choice of a component
 * falls linearly from 1 to 0.3. One component without `off` is the bottleneck of a single Gaussian (Alemi et al. 2017).
 * @throws ConfigError for a sampled divergence on the plane.
 */
export function bottleneck(settings: BottleneckSettings, place: ClassHeadPlace): Bottleneck {
  const { mixtureOver, components, beta, warmUp } = settings;
  const mixture = { logits: overLogits, plane: overPlane }[mixtureOver](settings, place);
  const { first, last } = choiceTemperatures;
  return {
    parameters: mixture.parameters,
    buffers: mixture.buffers,
    scalars: {
      beta: ({ fraction }) => beta * (warmUp === 0 ? 1 : Math.min(1, fraction / warmUp)),
      ...(components > 1 ? { choice: ({ fraction }) => first + (last - first) * fraction } : {}),
    },
    attend(context, tokens, scalars) {
      const choice = scalars?.["choice"] ?? last;
      const { attention, shares: all, divergence } = mixture.read(context, tokens, choice);
      const shares = components > 1 ? byComponent(all()) : {};
      if (scalars === undefined) return { attention, shares, price: null };
      const weight = scalars["beta"];
      if (weight === undefined) throw new InternalError("bottleneck", "no scalar beta");
      const paid = mean(divergence());
      return { attention, shares, price: { loss: mul(paid, weight), divergence: paid } };
    },
  };
}

/** A mixture and what is read of it. */
interface MixturePart extends Pick<Layer, "parameters" | "buffers"> {
  read(
    context: ApplyContext,
    tokens: Tensor,
    choice: Tensor | number,
  ): {
    /** [B, K, N] */
    readonly attention: Tensor;
    /** [M, B, K, N] */
    readonly shares: () => Tensor;
    /** KL(q ‖ r) of each law. */
    readonly divergence: () => Tensor;
  };
}

function overLogits(
  { components, off, divergence }: BottleneckSettings,
  { labels, channels }: ClassHeadPlace,
): MixturePart {
  const mixture = gaussianMixtureAttention({
    ...{ classes: labels, inFeatures: channels, components },
    off: off ? { mean: offMean(components), deviation: offDeviation } : null,
  });
  return {
    parameters: mixture.parameters,
    buffers: mixture.buffers,
    read(context, tokens, choice) {
      const { attention, posterior, prior: one } = mixture.attend(context, tokens, choice);
      const prior = openMixture(one, posterior.means.shape.length - 1);
      const sampled = () => {
        const shape = [1, ...posterior.means.shape];
        return sampledMixtureDivergence(
          posterior,
          prior,
          standardNormal(context.randomKey(), shape),
        );
      };
      return {
        attention,
        shares: () => exp(posterior.logWeights),
        divergence:
          divergence === "bound" ? () => mixtureDivergenceBound(posterior, prior) : sampled,
      };
    },
  };
}

function overPlane(
  { components, off, divergence }: BottleneckSettings,
  { labels, channels, places, pixels, centres }: ClassHeadPlace,
): MixturePart {
  if (divergence === "sampled") {
    throw new ConfigError("method.divergence", "of a mixture over the picture's plane", {
      ...{ expected: "bound", got: divergence },
      advice: "Leave divergence out, or ask for mixtureOver: logits.",
    });
  }
  const mixture = imagePlaneAttention({
    ...{ classes: labels, inFeatures: channels, components, off },
    ...{ places, pixels, centres },
  });
  return {
    parameters: mixture.parameters,
    buffers: mixture.buffers,
    read(context, tokens, choice) {
      const { attention, shares, posterior, prior } = mixture.attend(context, tokens, choice);
      return { attention, shares, divergence: () => planeDivergenceBound(posterior, prior) };
    },
  };
}

/** [M, B, K, N] -> [B, K, N] each, by name. */
function byComponent(shares: Tensor): Record<string, Tensor> {
  const [components = 1, ...rest] = shares.shape;
  return Object.fromEntries(
    Array.from({ length: components }, (_, m) => [
      `component-${m + 1}`,
      reshape(slice(shares, [{ axis: 0, start: m, end: m + 1 }]), rest),
    ]),
  );
}
