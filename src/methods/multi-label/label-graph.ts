import { z } from "zod";
import { at, sizeOf } from "../../base/ndarray.js";
import { div, mul } from "../../graph/ops/elementwise.js";
import { transpose } from "../../graph/ops/movement.js";
import { max, mean, reshape, sum } from "../../graph/ops/reduce.js";
import { cast, equal } from "../../graph/ops/select.js";
import type { Tensor } from "../../graph/tensor.js";
import { applyPart, specsOfParts } from "../../nn/layer.js";
import {
  coOccurrenceGraph,
  labelGraph,
  type CoOccurrenceLaw,
} from "../../nn/layers/label-graph.js";
import type { PlaceScores } from "../../nn/layers/place-scores.js";
import { defineMethod } from "../method.js";
import { attendedMethod, attendedSettings } from "./attended-method.js";
import type { ClassHeadPlace } from "./class-head.js";
import { sharedHead } from "./shared-head.js";

/** Settings of {@link graphScores}. */
interface GraphScoresSettings extends CoOccurrenceLaw {
  readonly embedding: number;
  readonly hidden: number;
}

/** How the places become one vector: [B, N, C] -> [B, C], and what each place gives to it, [B, N, C]; the sum is the vector. */
const poolings = {
  max: {
    pool: (tokens: Tensor) => max(tokens, { axes: [1] }),
    shares: (tokens: Tensor) => {
      const holds = cast(equal(tokens, max(tokens, { axes: [1], keepAxes: true })), "float32");
      return mul(tokens, div(holds, sum(holds, { axes: [1], keepAxes: true })));
    },
  },
  mean: {
    pool: (tokens: Tensor) => mean(tokens, { axes: [1] }),
    shares: (tokens: Tensor) => mul(tokens, 1 / at(tokens.shape, 1)),
  },
};
type Pooling = (typeof poolings)[keyof typeof poolings];

/** Places pooled, then scorers that a graph over labels makes; it has no bias, so that places add up to the logit. */
function graphScores(
  { embedding, hidden, ...law }: GraphScoresSettings,
  { pool, shares }: Pooling,
  { labels, channels, pairs }: ClassHeadPlace,
): PlaceScores {
  const adjacency = coOccurrenceGraph(pairs, labels, law);
  const graph = labelGraph({ inFeatures: channels, embedding, hidden, adjacency });
  return {
    ...specsOfParts({ graph }),
    apply: (context, tokens) => applyPart(context, "graph", graph, pool(tokens)),
    byPlace: (context, tokens) => {
      const [batch = 0, places = 0] = tokens.shape;
      const rows = reshape(shares(tokens), [sizeOf([batch, places]), channels]);
      const given = reshape(applyPart(context, "graph", graph, rows), [batch, places, labels]);
      return transpose(given, [0, 2, 1]);
    },
  };
}

/**
 * Scorers of labels made by a graph of labels: s = W·x, x the largest value of each channel over the places, W = Â·leakyReLU(Â·E·U₁ᵀ)·U₂ᵀ
 * (label-graph.ts), Â from how often training answers are yes together (`coOccurrenceGraph`); a missing answer enters no count.
 *
 * Defaults: threshold 0.4, share 0.2, maxima, as published. Widths are ours, for a smaller encoder (published: 300, 1024).
 */
export const labelGraphMethod = defineMethod({
  name: "label-graph",
  title: "Scorers from a graph of labels (like ML-GCN)",
  source: {
    work: "Chen et al. 2019, ML-GCN",
    differs:
      "Embeddings of labels are learnt from normal draws instead of word vectors; encoder and widths are the run's; missing answers are left out of the counts.",
  },
  needs: ["label-answers"],
  config: z.strictObject({
    name: z.literal("label-graph"),
    threshold: z
      .number()
      .min(0)
      .max(1)
      .default(0.4)
      .describe("share of the rows with a label that must have another for a link to it"),
    share: z
      .number()
      .min(0)
      .lt(1)
      .default(0.2)
      .describe("weight of all neighbours of a label, its own is the rest; 0: no graph"),
    embedding: z.int().positive().default(64).describe("width of a label's embedding"),
    hidden: z.int().positive().default(128).describe("width between the two convolutions"),
    pool: z
      .enum(["max", "mean"])
      .default("max")
      .describe("largest value of each channel over the places, as published, or their mean"),
    ...attendedSettings,
  }),
  build: ({ pool: name, ...options }, context) =>
    attendedMethod(context, options, (place) => {
      const pooling = poolings[name];
      return sharedHead(graphScores(options, pooling, place), place, pooling.pool);
    }),
});
