import { z } from "zod";
import { pooledScores } from "../../nn/layers/pooled-scores.js";
import { defineMethod } from "../method.js";
import { attendedMethod, attendedSettings } from "./attended-method.js";
import { sharedHead } from "./shared-head.js";

/**
 * The plain network for several labels: mean of the places, one linear layer. On the same map as the heads with attention, so
 * that they differ in the head alone.
 */
export const pooled = defineMethod({
  name: "pooled",
  title: "Global pooling and one linear layer",
  source: { work: "the usual classifier of He et al. 2016, a sigmoid a label", differs: null },
  needs: ["label-answers"],
  config: z.strictObject({ name: z.literal("pooled"), ...attendedSettings }),
  build: (options, context) =>
    attendedMethod(context, options, (place) => {
      const { labels, channels } = place;
      return sharedHead(pooledScores({ classes: labels, inFeatures: channels }), place);
    }),
});
