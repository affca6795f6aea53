import { parse } from "yaml";
import { DataError } from "../base/errors.js";

/**
 * Settings of the method as the run had them, defaults included: `method` of the resolved configuration without
 * its name, as "lambda 0.1, criticSteps 1, pairs 4"; "none" for a method that has none.
 * @throws DataError where the text is no configuration with a method.
 */
export function methodSettings(configText: string): string {
  const { name, ...settings } = configOf(configText).method;
  return showSettings(settings) || "none";
}

/** "lambda 0.1, pairs 4": keys and their values, in their order; empty without any. */
export function showSettings(settings: Readonly<Record<string, unknown>>): string {
  return Object.entries(settings)
    .map(([key, value]) => `${key} ${typeof value === "string" ? value : JSON.stringify(value)}`)
    .join(", ");
}

/**
 * How training images were changed at random, from `train.augment` of the resolved configuration: "shift 2; flip (axes
 * ["x"], chance 0.5); noise (sigma [0,0.03], chance 1)"; "none" without any.
 * @throws DataError where the text is no configuration with a method.
 */
export function augmentationText(configText: string): string {
  const { augment } = configOf(configText);
  const shift = typeof augment["shift"] === "number" ? augment["shift"] : 0;
  const steps = Array.isArray(augment["steps"]) ? augment["steps"].filter(isRecord) : [];
  const words = steps.map(({ name, ...settings }) => `${String(name)} (${showSettings(settings)})`);
  return [...(shift === 0 ? [] : [`shift ${shift}`]), ...words].join("; ") || "none";
}

/**
 * Whether what the method's penalty estimates has the MI of the labels, as sampling shows them, as its floor: not where
 * it is estimated given the label, or on rows weighed into another distribution than they are shown in.
 */
export function hasInformationFloor(configText: string): boolean {
  const { sampling, method } = configOf(configText);
  const { given, distribution = "shown" } = method;
  const asShown =
    distribution === "shown" || (distribution === "natural" && sampling === "natural");
  return given !== "label" && asShown;
}

/** The parts of a run's configuration that are read here. */
function configOf(configText: string): {
  readonly sampling: unknown;
  readonly method: Readonly<Record<string, unknown>>;
  /** Empty where the configuration has none. */
  readonly augment: Readonly<Record<string, unknown>>;
} {
  const config: unknown = readYaml(configText);
  if (isRecord(config) && isRecord(config["method"])) {
    const { sampling, method, train } = config;
    const augment = isRecord(train) && isRecord(train["augment"]) ? train["augment"] : {};
    return { sampling, method, augment };
  }
  throw new DataError("configuration of the run", "no key method");
}

function readYaml(text: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    throw new DataError("configuration of the run", "not YAML", {
      got: error instanceof Error ? error.message : String(error),
    });
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
