import type { PreprocessSpec } from "./preprocess-spec.js";
import { bindStep } from "./registry.js";

/** What is done to an image before the network sees it, in order, one clause each without a full stop: for model cards. */
export function describePipeline(spec: PreprocessSpec): string[] {
  const { channels, steps, fitted } = spec;
  const first =
    channels === "grey"
      ? "one grey channel (colour by ITU-R BT.601 luma)"
      : "three channels, red, green, blue (grey is copied)";
  return [
    first,
    ...steps.map((config, index) => bindStep(config, fitted[index] ?? null).describe()),
  ];
}
