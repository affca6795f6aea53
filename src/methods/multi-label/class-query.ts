import { z } from "zod";
import { defineMethod } from "../method.js";
import { attendedMethod, attendedSettings } from "./attended-method.js";
import { classQueryHead } from "./class-query-head.js";

/** Settings of a class-query attention in a run file. */
export const classQuerySettings = {
  heads: z.int().positive().default(4).describe("heads of the attention; divides width"),
  width: z.int().positive().default(64).describe("features of a label"),
};

/**
 * Class-query attention: a learnt query for each label looks over the places of the feature map, and a scorer of its own
 * reads what it found. The baseline on the same encoder that IBCA (`ibca`) must be judged against.
 *
 * Deviations from Query2Label: one layer of attention, without self-attention of the queries, feed-forward parts and norms,
 * and without positions; its loss is `train.answersLoss`.
 */
export const classQuery = defineMethod({
  name: "class-query",
  title: "Class-query attention (like Query2Label)",
  source: {
    work: "Liu et al. 2021, Query2Label",
    differs: "One attention layer alone: no self-attention of queries, no feed-forward part.",
  },
  needs: ["label-answers"],
  config: z.strictObject({
    name: z.literal("class-query"),
    ...classQuerySettings,
    ...attendedSettings,
  }),
  build: (options, context) =>
    attendedMethod(context, options, (place) => classQueryHead(options, place)),
});
