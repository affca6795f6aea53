import { z } from "zod";
import { combat } from "./combat.js";
import { dcor } from "./dcor.js";
import { dfr } from "./dfr.js";
import { adversarial } from "./adversarial.js";
import { baselines } from "./baselines.js";
import { erm } from "./erm.js";
import { jtt } from "./jtt.js";
import { lff } from "./lff.js";
import type { Method, ShownRows } from "./method.js";
import { mimm } from "./mimm.js";
import { mimmX } from "./mimm-x.js";
import { bottleneckAttention } from "./multi-label/bottleneck-attention.js";
import { classQuery } from "./multi-label/class-query.js";
import { counterfactualAttentionMethod } from "./multi-label/counterfactual-attention.js";
import { csra } from "./multi-label/csra.js";
import { ibca } from "./multi-label/ibca.js";
import { labelGraphMethod } from "./multi-label/label-graph.js";
import { pooled } from "./multi-label/pooled.js";
import { multitask } from "./multitask.js";
import { residualise } from "./residualise.js";

/** Every method by name. */
export const methods = {
  erm,
  multitask,
  mimm,
  "mimm-x": mimmX,
  dcor,
  adversarial,
  ...baselines,
  jtt,
  lff,
  dfr,
  residualise,
  combat,
  pooled,
  csra,
  "label-graph": labelGraphMethod,
  "class-query": classQuery,
  "counterfactual-attention": counterfactualAttentionMethod,
  "bottleneck-attention": bottleneckAttention,
  ibca,
};

export type MethodName = keyof typeof methods;

/** Names in the order in which help and errors list them. */
export const methodNames = Object.keys(methods) as MethodName[];

const configs = Object.values(methods).map(({ config }) => config);
type Config = (typeof configs)[number];

/** Configuration of any method, told apart by `name`. */
export const methodConfig = z.discriminatedUnion("name", configs as [Config, ...Config[]]);

/** What a person should know of a method's settings before the run. */
export function notesOf(config: z.infer<typeof methodConfig>, rows: ShownRows): readonly string[] {
  const method: Method = methods[config.name];
  return method.notes?.(config, rows) ?? [];
}

/** What the method of a run needs, with these settings: attributes too, where it takes a penalty against them. */
export function needsOf(config: z.infer<typeof methodConfig>): Pick<Method, "name" | "needs"> {
  const method: Method = methods[config.name];
  const { name } = method;
  const own = [...method.needs, ...(method.needsBesides?.(config) ?? [])];
  return "penalty" in config && typeof config.penalty === "object"
    ? { name: `${name} with a penalty`, needs: [...own, "attribute-labels"] }
    : { name, needs: own };
}
