import type { RunConfig } from "../config/run-config.js";

/** What a person should know of a method's settings before they are trained with: lines, none where all is well. */
export function methodNotes({
  method,
  sampling,
}: Pick<RunConfig, "method" | "sampling">): string[] {
  if (method.name !== "mimm-x" || method.lambda === 0) return [];
  if (sampling !== "rebalance" || method.distribution !== "shown") return [];
  return [
    "note: with sampling rebalance and distribution shown mimm-x has little left to penalise. method.distribution=natural measures dependence as it is in the training set (docs/methods/mimm-x.md).",
  ];
}
