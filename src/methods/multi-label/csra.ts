import { z } from "zod";
import { residualAttention, residualAttentionHeads } from "../../nn/layers/residual-attention.js";
import { defineMethod } from "../method.js";
import { attendedMethod, attendedSettings } from "./attended-method.js";
import { sharedHead } from "./shared-head.js";

/** Class-specific residual attention: residual-attention.ts has the formula. */
export const csra = defineMethod({
  name: "csra",
  title: "Class-specific residual attention",
  source: { work: "Zhu and Wu 2021, ICCV", differs: null },
  needs: ["label-answers"],
  config: z.strictObject({
    name: z.literal("csra"),
    heads: z
      .union([z.literal(1), z.literal(2), z.literal(4), z.literal(6), z.literal(8)])
      .default(1)
      .describe("heads, each with a temperature of its own: 1, 2, 4, 6 or 8"),
    share: z.number().nonnegative().default(0.1).describe("weight of the spatial part"),
    ...attendedSettings,
  }),
  build: ({ heads, share, ...options }, context) =>
    attendedMethod(context, options, (place) => {
      const shape = { classes: place.labels, inFeatures: place.channels };
      const temperatures = residualAttentionHeads[heads];
      return sharedHead(residualAttention({ ...shape, temperatures, share }), place);
    }),
});
